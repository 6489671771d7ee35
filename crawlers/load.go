package crawlers

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed sources.toml
var registry embed.FS

// Sources returns the built-in registry.
func Sources() ([]Source, error) { return LoadSources(registry, "sources.toml") }

// LoadSources reads source definitions from a TOML file: one [[source]] table
// each, and before them a [defaults] table with keep and limits for those that
// have none of their own. An error names the file, the line and the key.
func LoadSources(fsys fs.FS, name string) ([]Source, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("load sources: %w", err)
	}
	head, tables := splitTables(string(data))
	defaults := struct {
		Keep   Keep   `toml:"keep"`
		Limits Limits `toml:"limits"`
	}{Limits: defaultLimits}
	if err := decode(name, head, "defaults", &defaults); err != nil {
		return nil, err
	}
	sources := make([]Source, 0, len(tables))
	for _, table := range tables {
		s := Source{Scheme: "https", Language: "vi", Keep: defaults.Keep, Limits: defaults.Limits}
		// A list in the source replaces the default: it must not be written over it.
		s.Keep.Keywords = slices.Clone(s.Keep.Keywords)
		if err := decode(name, table, "source", &s); err != nil {
			return nil, err
		}
		same := func(t Source) bool { return t.ID == s.ID }
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, firstLine(table), err)
		} else if slices.ContainsFunc(sources, same) {
			return nil, fmt.Errorf("%s:%d: source %s is there twice", name, firstLine(table), s.ID)
		}
		sources = append(sources, s)
	}
	return sources, nil
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

// decode reads the table named key into v, over what v has already. The table
// may be missing; anything else in data is an error.
func decode(name, data, key string, v any) error {
	var tables map[string]toml.Primitive
	md, err := toml.Decode(data, &tables)
	if err != nil {
		return atLine(name, err)
	}
	if table, ok := tables[key]; ok {
		if md.Type(key) == "ArrayHash" {
			var one []toml.Primitive
			if err := md.PrimitiveDecode(table, &one); err != nil {
				return atLine(name, err)
			}
			table = one[0]
		}
		if err := md.PrimitiveDecode(table, v); err != nil {
			return atLine(name, err)
		}
	}
	for _, k := range md.Undecoded() {
		return fmt.Errorf("%s:%d: unknown key %s", name, keyLine(data, k), k)
	}
	for k := range tables {
		if k != key {
			return fmt.Errorf("%s:%d: unknown key %s", name, keyLine(data, toml.Key{k}), k)
		}
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
	case s.Name == "":
		err = errors.New("no name")
	case !hostForm.MatchString(s.Domain):
		err = fmt.Errorf("domain %q: want a lower-case host name", s.Domain)
	case s.Scheme != "http" && s.Scheme != "https":
		err = fmt.Errorf("scheme %q: want http or https", s.Scheme)
	case len(s.Areas) == 0:
		err = errors.New("no area")
	case s.Discover.Article.re == nil:
		err = errors.New("no discover.article")
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
