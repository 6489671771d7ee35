package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/spf13/cobra"
)

func newSourcesAdd() *cobra.Command {
	var file ownFile
	var own newSource
	cmd := &cobra.Command{
		Use:   "add {DOMAIN|FILE}",
		Short: "Add a site, or the sources of a file, to one's own",
		Long: `Add a site to one's own file of sources by no more than its domain, or all
sources of a TOML file. What is added is checked first, with what is there; a
source with the id of one in the registry changes what it says of that.

Where a site's articles are, it has to tell itself: by the sitemaps in its
robots.txt, by sitemaps and feeds in the usual places, by the feeds that its
front page names, and by the sections that this links to. "ansinh sources test"
tries that; what it does not find can be written into the file.`,
		Example: `  ansinh sources add baomoi.example
  ansinh sources add baomoi.example --area "Thái Nguyên" --name "Báo Mới"
  ansinh sources add more.toml --sources mine.toml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tables, err := own.tables(args[0])
			if err != nil {
				return err
			}
			added, err := file.add(tables)
			if err != nil {
				return err
			}
			for _, s := range added {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "added %s to %s; try: ansinh sources test %s\n", s,
					file.name(), s); err != nil {
					return err
				}
			}
			return nil
		},
	}
	file.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&own.id, "id", "", "id of the source (default: the domain with hyphens)")
	f.StringVar(&own.name, "name", "", "name of the paper or department (default: the domain)")
	f.BoolVar(&own.http, "http", false, "the site has no https")
	f.StringArrayVar(&own.areas, "area", nil,
		"place that the site is about: a name, or a code with its division like 15@63; may be repeated")
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	return cmd
}

// newSource is what flags say of a site that is added.
type newSource struct {
	id, name string
	http     bool
	areas    []string
}

// tables returns the TOML tables of what is to be added: those of a file, or
// one for a domain.
func (n *newSource) tables(arg string) ([]byte, error) {
	if strings.HasSuffix(arg, ".toml") {
		if n.id != "" || n.name != "" || n.http || n.areas != nil {
			return nil, usagef("--id, --name, --http and --area are for a domain: a file says itself")
		}
		return os.ReadFile(arg)
	}
	s, err := crawlers.FromDomain(domainOf(arg))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "[[source]]\nid = %s\n", strconv.Quote(cmp.Or(n.id, s.ID)))
	if n.name != "" {
		fmt.Fprintf(&b, "name = %s\n", quoteTOML(n.name))
	}
	fmt.Fprintf(&b, "domain = %s\n", strconv.Quote(s.Domain))
	if len(s.Hosts) > 0 {
		fmt.Fprintf(&b, "hosts = [%s]\n", strconv.Quote(s.Hosts[0]))
	}
	if n.http {
		b.WriteString("scheme = \"http\"\n")
	}
	if len(n.areas) > 0 {
		codes, err := areaCodes(n.areas)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "area = [%s]\n", strings.Join(codes, ", "))
	}
	return b.Bytes(), nil
}

// quoteTOML writes a basic string of TOML, which knows fewer escapes than Go.
func quoteTOML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// domainOf takes the domain out of an address, if it is one.
func domainOf(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return strings.TrimSuffix(s, "/")
}

// areaCodes returns the codes of areas as a file of sources has them.
func areaCodes(names []string) ([]string, error) {
	g, err := area.Load()
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, name := range names {
		ref, err := g.Parse(name)
		if err != nil {
			return nil, usagef("%v", err)
		}
		code := ref.Code
		if code != area.Country {
			code = fmt.Sprintf("%s@%d", ref.Code, ref.Division)
		}
		codes = append(codes, strconv.Quote(code))
	}
	return codes, nil
}

// add writes tables of sources to the end of the file, if all is right with
// them there, and returns the ids of what is new in it.
func (o *ownFile) add(tables []byte) ([]string, error) {
	before, err := o.load()
	if err != nil {
		return nil, err
	}
	path := o.name()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(text) > 0 {
		text = append(bytes.TrimRight(text, "\n"), "\n\n"...)
	}
	text = append(text, tables...)
	after, err := crawlers.OverrideBy(path, text)
	if err != nil {
		return nil, err
	}
	ids := after.IDs[len(before.IDs):]
	if len(ids) == 0 {
		return nil, errors.New("there is no [[source]] to add")
	}
	for _, id := range ids {
		s, err := findSource(after.Sources, id)
		if err != nil {
			return nil, err
		}
		if known := covering(before.Sources, s); known != nil && known.ID != id {
			return nil, fmt.Errorf("%s is a site of source %s: see \"ansinh sources show %s\"", s.Domain, known.ID, known.ID)
		}
	}
	return ids, replaceFile(path, text)
}

// covering returns the source that has another's domain among its hosts, or nil.
func covering(sources []crawlers.Source, other *crawlers.Source) *crawlers.Source {
	home := &url.URL{Scheme: other.Scheme, Host: other.Domain}
	for i := range sources {
		if sources[i].Covers(home) {
			return &sources[i]
		}
	}
	return nil
}

// replaceFile writes a file so that it is never there by half.
func replaceFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
