package crawlers

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed sources
var registry embed.FS

// registryFiles are the files of the registry; the first holds defaults only.
var registryFiles = []string{"sources/defaults.toml", "sources/papers.toml", "sources/departments.toml", "sources/national.toml"}

// Sources returns the built-in registry: the papers of the provinces, their
// departments, and national sites.
func Sources() ([]Source, error) { return LoadSources(registry, registryFiles...) }

// LoadSources reads source definitions from TOML files: one [[source]] table
// each, and before them a [defaults] table with keep and limits for those of
// this and of later files that have none of their own. An error names the file,
// the line and the key.
func LoadSources(fsys fs.FS, names ...string) ([]Source, error) {
	l := loader{defaults: Source{Limits: defaultLimits}}
	for _, name := range names {
		if err := l.read(fsys, name); err != nil {
			return nil, err
		}
	}
	return l.sources, nil
}

// Own is what a file of one's own says, on top of the registry.
type Own struct {
	Sources []Source
	IDs     []string // of those that the file tells of
	Contact string   // address of mail or of a page, for those whose sites are crawled; "" where the file has none

	defaults Source
}

// Override returns the built-in registry with the changes of a reader's own file:
// a source whose id is in the registry changes what it says, and leaves the rest
// as it is; another is added. Where the file has the line "registry = false"
// before its tables, its sources are all there are. A line "contact = …" says
// who crawls.
func Override(fsys fs.FS, name string) (Own, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Own{}, fmt.Errorf("load sources: %w", err)
	}
	return OverrideBy(name, data)
}

// OverrideBy is Override by what a file holds, or will hold.
func OverrideBy(name string, data []byte) (Own, error) {
	l := loader{defaults: Source{Limits: defaultLimits}}
	head, _ := splitTables(string(data))
	var own loader
	if err := own.readHead(name, head); err != nil {
		return Own{}, err
	}
	for _, file := range registryFiles {
		if own.alone {
			break
		}
		if err := l.read(registry, file); err != nil {
			return Own{}, err
		}
	}
	l.known, l.sources = l.sources, nil
	if err := l.readData(name, data); err != nil {
		return Own{}, err
	}
	var ids []string
	for _, s := range l.sources {
		ids = append(ids, s.ID)
		if i := slices.IndexFunc(l.known, func(k Source) bool { return k.ID == s.ID }); i >= 0 {
			l.known[i] = s
		} else {
			l.known = append(l.known, s)
		}
	}
	return Own{l.known, ids, l.contact, l.defaults}, nil
}

// FromDomain returns a source of which nothing is known but its domain, with the
// defaults of the file. That of "www.bao.vn" is the site of "bao.vn", too.
func (o *Own) FromDomain(domain string) (Source, error) {
	l := loader{defaults: o.defaults}
	s := l.start(Source{})
	s.Domain = strings.ToLower(domain)
	if bare, ok := strings.CutPrefix(s.Domain, "www."); ok {
		s.Hosts = []string{bare}
	}
	s.complete()
	return s, s.check()
}

// FromDomain returns a source of which nothing is known but its domain, with the
// registry's defaults.
func FromDomain(domain string) (Source, error) {
	o, err := OverrideBy("", nil)
	if err != nil {
		return Source{}, err
	}
	return o.FromDomain(domain)
}

// loader reads files of sources.
type loader struct {
	defaults Source   // of which Keep and Limits count
	known    []Source // to be changed by what is read
	sources  []Source
	alone    bool   // a file says that there are no others
	contact  string // of a file
}

// start returns what a source is before its table is read: what is known of it.
func (l *loader) start(s Source) Source {
	if i := slices.IndexFunc(l.known, func(k Source) bool { return k.ID == s.ID }); i >= 0 {
		s = l.known[i]
	} else {
		s = Source{Scheme: "https", Language: "vi", Keep: l.defaults.Keep, Limits: l.defaults.Limits}
	}
	// A list in the table replaces the one before: it must not be written over it.
	s.Keep.Keywords = slices.Clone(s.Keep.Keywords)
	s.Hosts, s.Areas, s.Select.Drop = slices.Clone(s.Hosts), slices.Clone(s.Areas), slices.Clone(s.Select.Drop)
	s.Discover.Sitemaps, s.Discover.Feeds, s.Discover.Sections = slices.Clone(s.Discover.Sitemaps),
		slices.Clone(s.Discover.Feeds), slices.Clone(s.Discover.Sections)
	return s
}

// read adds the sources of a file.
func (l *loader) read(fsys fs.FS, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("load sources: %w", err)
	}
	return l.readData(name, data)
}

func (l *loader) readData(name string, data []byte) error {
	head, tables := splitTables(string(data))
	if err := l.readHead(name, head); err != nil {
		return err
	}
	for _, table := range tables {
		s := l.start(Source{ID: idOf(table)})
		if err := decode(name, table, &s); err != nil {
			return err
		}
		s.complete()
		same := func(t Source) bool { return t.ID == s.ID }
		if err := s.check(); err != nil {
			return fmt.Errorf("%s:%d: %w", name, firstLine(table), err)
		} else if slices.ContainsFunc(l.sources, same) {
			return fmt.Errorf("%s:%d: source %s is there twice", name, firstLine(table), s.ID)
		}
		l.sources = append(l.sources, s)
	}
	return nil
}

// readHead reads what stands before the tables of sources.
func (l *loader) readHead(name, head string) error {
	top := struct {
		Registry bool   `toml:"registry"`
		Contact  string `toml:"contact"`
		Defaults struct {
			Keep   *Keep   `toml:"keep"`
			Limits *Limits `toml:"limits"`
		} `toml:"defaults"`
	}{Registry: true, Contact: l.contact}
	top.Defaults.Keep, top.Defaults.Limits = &l.defaults.Keep, &l.defaults.Limits
	md, err := toml.Decode(head, &top)
	if err != nil {
		return atLine(name, err)
	}
	for _, k := range md.Undecoded() {
		return fmt.Errorf("%s:%d: unknown key %s", name, keyLine(head, k), k)
	}
	l.alone, l.contact = l.alone || !top.Registry, top.Contact
	return nil
}

// idOf is the id of a table that has one and can be read.
func idOf(table string) string {
	var only struct {
		Source []struct {
			ID string `toml:"id"`
		} `toml:"source"`
	}
	if _, err := toml.Decode(table, &only); err != nil || len(only.Source) != 1 {
		return "" // decode will say what is wrong
	}
	return only.Source[0].ID
}

// complete fills in what follows from the domain.
func (s *Source) complete() {
	s.ID = cmp.Or(s.ID, strings.ReplaceAll(s.Domain, ".", "-"))
	s.Name = cmp.Or(s.Name, s.Domain)
	if len(s.Areas) == 0 {
		s.Areas = []Area{"VN"}
	}
}

var (
	tableHead = regexp.MustCompile(`(?m)^[ \t]*\[\[[ \t]*source[ \t]*\]\]`)
	idForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostForm  = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)
)

// splitTables cuts the file before each [[source]]. The toml package keeps one
// position per key, that of the last table with it; so each table is decoded
// alone, after as many empty lines as there are lines before it.
func splitTables(data string) (head string, tables []string) {
	starts := tableHead.FindAllStringIndex(data, -1)
	if len(starts) == 0 {
		return data, nil
	}
	for i, at := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		before := strings.Count(data[:at[0]], "\n")
		tables = append(tables, strings.Repeat("\n", before)+data[at[0]:end])
	}
	return data[:starts[0][0]], tables
}

// firstLine is the number of the first line that is not empty.
func firstLine(table string) int {
	return 1 + len(table) - len(strings.TrimLeft(table, "\n"))
}

// decode reads a table of a source into s, over what that has already. Anything
// else in data is an error.
func decode(name, data string, s *Source) error {
	var tables struct {
		Source []toml.Primitive `toml:"source"`
	}
	md, err := toml.Decode(data, &tables)
	if err == nil {
		err = md.PrimitiveDecode(tables.Source[0], s)
	}
	if err != nil {
		return atLine(name, err)
	}
	for _, k := range md.Undecoded() {
		return fmt.Errorf("%s:%d: unknown key %s", name, keyLine(data, k), k)
	}
	return nil
}

// atLine puts file and line before a toml error, which has the line in its text only.
func atLine(name string, err error) error {
	var line int
	if _, scanErr := fmt.Sscanf(err.Error(), "toml: line %d", &line); scanErr != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s:%d: %w", name, line, err)
}

// keyLine finds the line that sets key, or the table nearest above it.
func keyLine(data string, key toml.Key) int {
	var table string
	found := firstLine(data)
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		path := table
		if strings.HasPrefix(line, "[") {
			head, _, _ := strings.Cut(line, "]")
			table = strings.TrimSpace(strings.TrimLeft(head, "["))
			path = table
		} else if name, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			path += "." + strings.TrimSpace(name)
		}
		switch path = strings.TrimPrefix(path, "."); {
		case path == key.String():
			return i + 1
		case path != "" && strings.HasPrefix(key.String(), path+"."):
			found = i + 1
		}
	}
	return found
}

// check reports the first thing that a source lacks or has wrong.
func (s *Source) check() error {
	var err error
	switch l := s.Limits; {
	case !idForm.MatchString(s.ID):
		return fmt.Errorf("source id %q: want lower-case letters, digits and hyphens", s.ID)
	case !hostForm.MatchString(s.Domain):
		err = fmt.Errorf("domain %q: want a lower-case host name", s.Domain)
	case s.Scheme != "http" && s.Scheme != "https":
		err = fmt.Errorf("scheme %q: want http or https", s.Scheme)
	case l.Delay < 0 || l.Parallel < 1 || l.Pages < 1 || l.Depth < 1 || l.Body < 1:
		err = errors.New("limits: delay must not be negative, the others must be at least 1")
	}
	for _, h := range s.Hosts {
		if !hostForm.MatchString(h) {
			err = fmt.Errorf("hosts: %q: want a lower-case host name", h)
		}
	}
	for _, list := range [][]string{s.Discover.Sitemaps, s.Discover.Feeds, s.Discover.Sections} {
		for _, address := range list {
			if u, parseErr := s.URL(address); parseErr != nil {
				err = parseErr
			} else if !s.Covers(u) {
				err = fmt.Errorf("discover: %s is on none of the site's hosts", address)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("source %s: %w", s.ID, err)
	}
	return nil
}
