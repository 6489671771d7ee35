package period

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// Mode says what a mention makes of the time that it names.
type Mode uint8

// The modes.
const (
	During Mode = iota // năm 2023, 9 tháng đầu năm: the time itself
	UpTo               // đến hết quý II, cuối năm 2023: a level at the end of the time, or all that happened up to it
	From               // từ ngày 1/7: the time and all after it
)

// Mention is an expression of time where it stands. Offsets are bytes into
// the text given.
type Mention struct {
	Start, End int
	Mode       Mode
	// Base marks a time that something is compared with (so với cùng kỳ): it
	// is not the time of the number before it.
	Base bool
	// InName marks a time that belongs to the name of a law, a paper or a
	// programme, or to a poverty standard: it is the time of no number.
	InName bool
	// Weak marks words that may also be a length of time (trong 6 tháng).
	Weak bool
	// Outset marks a year that a change starts from (từ 8,4 triệu năm 2010
	// xuống …), that something began in (hạn kéo dài từ cuối năm 2014) or that is
	// named for contrast (trong khi năm 2011 có tới 185 vụ): a
	// text that names it is about a later one.
	Outset bool
	// Task marks a time whose tasks a paper or a meeting speaks of too (tổng kết
	// năm 2023, triển khai nhiệm vụ năm 2024; kết quả 9 tháng và phương hướng quý
	// IV): a text that names it is about the one before.
	Task bool
	Rule string // the row of the rules that found it

	rule   *rule
	values [phrase.MaxSlots]int
}

// Relative reports whether the mention names no year itself, so that it
// depends on the document: tháng 9, năm nay, cùng kỳ.
func (m *Mention) Relative() bool {
	v := &m.values
	return v[slotYear] == 0 && v[slotDMY] == 0 && v[slotMY] == 0 && v[slotDMY2] == 0 && v[slotMY2] == 0 && v[slotSaid] < firstYear
}

// Beginning reports whether the mention is the first days of a year (đầu năm),
// which a level may be stated at; what is said after it seldom is.
func (m *Mention) Beginning() bool { return m.rule != nil && m.rule.kind == "start" }

// Entered reports whether the mention is a year that something enters with what
// the year before left it: bước vào năm 2025 với 15.062 hộ nghèo.
func (m *Mention) Entered() bool { return m.rule != nil && m.rule.name == "enter-year" }

// NewYear tells whether the lunar New Year is named.
func (m *Mention) NewYear() bool { return m.rule != nil && m.rule.kind == "tet" }

// OfPlan reports whether the mention is the year at hand of a plan: kế hoạch năm.
func (m *Mention) OfPlan() bool { return m.rule != nil && m.rule.name == "plan-year-open" }

// OnDay reports whether the mention is a day: ngày 15/12, đến 31/12/2023.
func (m *Mention) OnDay() bool { return m.rule != nil && m.rule.kind == "day" }

// Feast tells whether the time is named by a feast or a month of action: the
// lunar New Year, 27/7, Trung thu, Tháng hành động vì trẻ em.
func (m *Mention) Feast() bool {
	if m.rule == nil {
		return false
	}
	switch m.rule.kind {
	case "tet", "feast", "month-of", "mid-autumn":
		return true
	}
	return false
}

// Derived reports whether the mention counts years from a time that the text
// has named (hai năm sau).
func (m *Mention) Derived() bool {
	return m.rule != nil && (m.rule.kind == "years-on" || m.rule.kind == "years-through")
}

// Passing reports whether the mention names an earlier time by its distance
// from the one that a text is about (cùng kỳ, năm ngoái, ba năm trước): what
// goes on behind it
// is seldom about that.
func (m *Mention) Passing() bool {
	if m.rule == nil || m.Mode != During {
		return false // what was at the end of last year goes on
	}
	said := m.values[slotSaid]
	return m.SamePeriod() || m.rule.kind == "years-ago" || m.rule.kind == "tet-last" || said == lastYear || said == yearBefore
}

// SamePeriod reports whether the mention is the same stretch of an earlier year
// (cùng kỳ).
func (m *Mention) SamePeriod() bool { return m.rule != nil && m.rule.kind == "same" }

// SinceMonth reports whether the mention is the months from one that it names up
// to the present (từ đầu tháng 11 đến nay).
func (m *Mention) SinceMonth() bool { return m.rule != nil && m.rule.kind == "since-month" }

// Since reports whether the mention is all the time from one that it names up to
// the present (từ năm 2019 đến nay).
func (m *Mention) Since() bool { return m.rule != nil && m.rule.kind == "since" }

// SoFar reports whether the mention only says that what follows adds up the months
// of a year (lũy kế).
func (m *Mention) SoFar() bool { return m.rule != nil && m.rule.kind == "so-far" }

// Now reports whether the mention is the present (đến nay, hiện có).
func (m *Mention) Now() bool { return m.rule != nil && strings.HasPrefix(m.rule.kind, "now") }

// Reader finds expressions of time. It is safe for several goroutines.
type Reader struct {
	rules []rule
	set   *phrase.Set
	heads *phrase.Set // words before a time that give it its use
	uses  []use
	words [wordSets]words
}

type rule struct {
	name  string
	reads string // as readings name it
	kind  string // what Resolve does with it
	mode  Mode
	n     int // a number that the words imply
}

//go:embed rules.tsv
var rulesTSV string

//go:embed heads.tsv
var headsTSV string

// Load returns the Reader of the rules that the package holds. An error
// names the file and the line that is wrong.
var Load = sync.OnceValues(read)

func read() (*Reader, error) {
	v, err := readValues()
	if err != nil {
		return nil, err
	}
	r := &Reader{set: phrase.New(slots(v)...), heads: phrase.New()}
	if r.words, err = readWords(); err == nil {
		err = tsv.Rows("rules.tsv", rulesTSV, 7, r.addRule)
	}
	if err == nil {
		err = tsv.Rows("heads.tsv", headsTSV, 4, r.addHead)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

var modes = map[string]Mode{"during": During, "upto": UpTo, "from": From}

func (r *Reader) addRule(_ int, cols []string) error {
	mode, ok := modes[cols[2]]
	if !ok {
		return fmt.Errorf("mode %q", cols[2])
	}
	if _, ok := resolvers[cols[1]]; !ok && cols[1] != none {
		return fmt.Errorf("kind %q", cols[1])
	}
	n := 0
	if cols[3] != "" {
		var err error
		if n, err = strconv.Atoi(cols[3]); err != nil {
			return fmt.Errorf("number %q", cols[3])
		}
	}
	r.rules = append(r.rules, rule{name: cols[0], reads: "period-" + cols[0], kind: cols[1], mode: mode, n: n})
	return r.set.Add(cols[4], len(r.rules)-1)
}

// none is the kind of phrases that only look like a time.
const none = "none"

// Find returns the expressions of time in text, which is in NFC, from left to
// right, not overlapping.
func (r *Reader) Find(text string) []Mention { return r.AppendFind(nil, text) }

// AppendFind is Find that appends to ms.
func (r *Reader) AppendFind(ms []Mention, text string) []Mention {
	t := phrase.NewText(nil, text)
	return r.FindIn(ms, &t)
}

// Sets returns the sets of phrases that FindIn looks for.
func (r *Reader) Sets() []*phrase.Set { return []*phrase.Set{r.set, r.heads} }

// FindIn is AppendFind for a text that was taken apart already.
func (r *Reader) FindIn(ms []Mention, t *phrase.Text) []Mention {
	text, first := t.S, len(ms)
	for pos := 0; pos < len(text); {
		found, ok := t.Find(r.set, pos)
		if !ok {
			break
		}
		pos = found.End
		m, ok := r.mention(t, found)
		if !ok {
			pos = skipToken(text, found.Start)
			continue
		}
		if m.rule.kind == none {
			continue
		}
		ms = append(ms, m)
		ms = r.appendList(ms, text, m)
		pos = ms[len(ms)-1].End
	}
	inheritYears(text, ms[first:])
	return ms
}

// inheritYears gives a time without a year that of the one it is joined to:
// 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2023; quý I và quý II/2024.
func inheritYears(text string, ms []Mention) {
	for i := len(ms) - 2; i >= 0; i-- {
		m, next := &ms[i], &ms[i+1]
		if !parts[m.rule.kind] || !parts[next.rule.kind] || next.Base || next.InName || !m.Relative() || m.values[slotSaid] > 0 {
			continue
		}
		gap := text[m.End:next.Start]
		if len(gap) > 60 || strings.ContainsAny(gap, ".0123456789\t") || strings.Contains(gap, "so với") {
			continue
		}
		v := &next.values
		for _, y := range []int{v[slotYear], v[slotSaid], v[slotMY] / 100} {
			if y >= firstYear {
				m.values[slotYear] = y
				break
			}
		}
	}
}

// parts are the kinds of rule that name a part of a year.
var parts = map[string]bool{"first": true, "last": true, "quarter": true, "month": true}

func skipToken(text string, pos int) int {
	end, _ := phrase.Token(text, pos)
	return end
}

// mention makes a mention of a phrase, unless what stands around the phrase
// shows that it is something else.
func (r *Reader) mention(t *phrase.Text, found phrase.Match) (Mention, bool) {
	text := t.S
	rule := &r.rules[found.ID]
	m := Mention{Start: found.Start, End: found.End, Mode: rule.mode, Rule: rule.name, rule: rule}
	if rule.kind == none {
		return m, true
	}
	for i, v := range found.Values {
		m.values[i] = int(v)
	}
	if partOfNumber(text, m.Start, m.End) || !r.fits(text, &m) {
		return m, false
	}
	r.use(t, &m)
	m.Task = rule.kind == "year" && r.tasked(text, m.Start, m.End) || r.planned(t, &m)
	m.Outset = rule.kind == "year" && r.outset(text, &m)
	if compares(rule) && !m.InName {
		m.Base = m.Base || !startsClause(text, m.Start)
	}
	return m, true
}

// compares reports whether a rule's words say that something is compared
// with the time, unless they begin a clause (cùng kỳ năm 2022 là 9.941 người).
func compares(r *rule) bool {
	return r.kind == "same" || strings.HasPrefix(r.name, "same-") || strings.HasPrefix(r.name, "base-")
}

// appendList adds the further years of a list: năm 2021, 2022 và 2023.
func (r *Reader) appendList(ms []Mention, text string, m Mention) []Mention {
	for m.rule.kind == "year" && m.values[slotSaid] >= firstYear {
		pos, end, _ := phrase.Next(text, m.End)
		if w := text[pos:end]; w != "," && w != "và" {
			break
		}
		pos = phrase.SkipSpace(text, end)
		end, y, ok := readYear(text, pos)
		if !ok || partOfNumber(text, pos, end) || r.nounFollows(text, end) {
			break
		}
		m.Start, m.End = pos, end
		m.values[slotSaid] = y
		ms = append(ms, m)
	}
	return ms
}
