package normalize

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed cues.tsv
var cuesTSV string

//go:embed frames.tsv
var framesTSV string

// cueLetters are the classes of cues; noCue is that of words that only look
// like one.
const (
	cueLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZbdefhilnprsuwy0"
	noCue      = '0'
)

// cues finds cues.
type cues struct {
	set     *phrase.Set
	classes []byte // by the set's id
}

func loadCues(c *indicator.Catalogue) (*cues, error) {
	q := &cues{set: phrase.New()}
	err := tsv.Rows("cues.tsv", cuesTSV, 3, func(_ int, f []string) error {
		if len(f[0]) != 1 || !strings.ContainsAny(f[0], cueLetters) {
			return fmt.Errorf("class %q is not one of %s", f[0], cueLetters)
		}
		q.classes = append(q.classes, f[0][0])
		return q.set.Add(c.Pattern(f[2]), len(q.classes)-1)
	})
	return q, err
}

//go:embed headings.tsv
var headingsTSV string

// The ids of the words of headings.
const (
	planHeading = iota
	planListHeading
	resultHeading
)

func loadHeadings(c *indicator.Catalogue) (*phrase.Set, error) {
	set := phrase.New()
	ids := map[string]int{"plan": planHeading, "list": planListHeading, "result": resultHeading}
	err := tsv.Rows("headings.tsv", headingsTSV, 3, func(_ int, f []string) error {
		id, ok := ids[f[0]]
		if !ok {
			return fmt.Errorf("use %q is not plan, list or result", f[0])
		}
		return set.Add(c.Pattern(f[1]), id)
	})
	return set, err
}

// frame is one rule that gives a number its role.
type frame struct {
	name          string // file, line and name
	units         map[unitClass]bool
	subject       string
	before, after *regexp.Regexp
	role          Role
	sign          string
	example       string
	counter       string
}

// frames are the rules in order, with what they said before: the cues around
// numbers repeat, so that a rule is seldom tried twice on the same ones.
type frames struct {
	rows  []frame
	mu    sync.RWMutex
	known map[situation]int
}

// maxKnown bounds what is kept, so that memory does not grow with the texts.
const maxKnown = 1 << 14

// situation is all that a frame looks at.
type situation struct {
	unit          unitClass
	rate          bool // the number is about an indicator that is a rate
	before, after string
}

func loadFrames() (*frames, error) {
	f := &frames{known: make(map[situation]int)}
	err := tsv.Rows("frames.tsv", framesTSV, 9, func(line int, c []string) error {
		r := frame{name: fmt.Sprintf("frames.tsv:%d %s", line, c[0]), subject: c[2], role: Role(c[5]), sign: c[6], example: c[7], counter: c[8], units: make(map[unitClass]bool)}
		for _, u := range strings.Split(c[1], ",") {
			r.units[unitClass(u)] = true
		}
		var err error
		if r.before, err = regexp.Compile(c[3]); err != nil {
			return err
		}
		if r.after, err = regexp.Compile(c[4]); err != nil {
			return err
		}
		f.rows = append(f.rows, r)
		return nil
	})
	return f, err
}

// find returns the first rule that the situation meets.
func (f *frames) find(s situation) *frame {
	f.mu.RLock()
	i, ok := f.known[s]
	f.mu.RUnlock()
	if ok {
		return &f.rows[i]
	}
	for i := range f.rows {
		if r := &f.rows[i]; r.meets(s) {
			f.mu.Lock()
			if len(f.known) < maxKnown {
				f.known[s] = i
			}
			f.mu.Unlock()
			return r
		}
	}
	return f.level()
}

// level returns the rule of numbers that nothing gives another role.
func (f *frames) level() *frame { return &f.rows[len(f.rows)-1] }

func (r *frame) meets(s situation) bool {
	switch {
	case !r.units[s.unit] && !r.units["any"]:
		return false
	case r.subject == "rate" && !s.rate, r.subject == "count" && s.rate:
		return false
	}
	return r.before.MatchString(s.before) && r.after.MatchString(s.after)
}
