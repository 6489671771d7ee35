package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/spf13/cobra"
)

func newSources() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List, show, add and test the publishers that are crawled",
		Long: `A source is a publisher's site as data: its hosts, the areas it writes about,
where its articles are found and how gently it is to be asked.

There is a registry of them. A file of one's own, sources.toml in the data
directory unless --sources names another, changes what it says of a source that
is known by its id, and adds others; with the line "registry = false" at its
head, its sources are all there are.`,
		Example: `  ansinh sources list
  ansinh sources show hanoimoi
  ansinh sources test baomoi.example
  ansinh sources add baomoi.example --area "Thái Nguyên"`,
	}
	cmd.AddCommand(newSourcesList(), newSourcesShow(), newSourcesAdd(), newSourcesTest())
	return cmd
}

func newSourcesList() *cobra.Command {
	var file ownFile
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the sources",
		Example: `  ansinh sources list
  ansinh sources list --sources mine.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			own, err := file.load()
			if err != nil {
				return err
			}
			var rows [][]string
			for _, s := range own.Sources {
				rows = append(rows, []string{s.ID, s.Name, s.Domain, areaList(s.Areas)})
			}
			return writeTable(cmd.OutOrStdout(), []column{{name: "id"}, {name: "name"}, {name: "domain"}, {name: "areas"}}, rows)
		},
	}
	file.flags(cmd)
	return cmd
}

func newSourcesShow() *cobra.Command {
	var file ownFile
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show all that is known about a source",
		Example: "  ansinh sources show hanoimoi",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return file.complete()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			own, err := file.load()
			if err != nil {
				return err
			}
			s, err := findSource(own.Sources, args[0])
			if err != nil {
				return err
			}
			if err := showSource(cmd.OutOrStdout(), s); err != nil {
				return err
			}
			return showHoldings(cmd.Context(), cmd.OutOrStdout(), dataDir(file.data), s.ID)
		},
	}
	file.flags(cmd)
	return cmd
}

// ownFile is where a user's own sources are.
type ownFile struct{ path, data string }

// flags adds --sources and --data, where the command has none.
func (o *ownFile) flags(cmd *cobra.Command) {
	if cmd.Flags().Lookup("data") == nil {
		dataFlag(cmd, &o.data, defaultData)
	}
	cmd.Flags().StringVar(&o.path, "sources", "",
		"TOML file of one's own sources (default: sources.toml in the data directory, where it is)")
	must(cmd.MarkFlagFilename("sources", "toml"))
}

// name is the file that is meant, be it there or not.
func (o *ownFile) name() string {
	if o.path != "" {
		return o.path
	}
	return dataDir(o.data).sources()
}

// load reads the registry and the user's own file. Only a file that was named
// must be there.
func (o *ownFile) load() (crawlers.Own, error) {
	path := o.name()
	data, err := os.ReadFile(path)
	if o.path == "" && errors.Is(err, fs.ErrNotExist) {
		return crawlers.OverrideBy(path, nil)
	}
	if err != nil {
		return crawlers.Own{}, fmt.Errorf("load sources: %w", err)
	}
	return crawlers.OverrideBy(path, data)
}

// complete offers the ids of the sources.
func (o *ownFile) complete() ([]string, cobra.ShellCompDirective) {
	own, err := o.load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var words []string
	for _, s := range own.Sources {
		words = append(words, cobra.CompletionWithDesc(s.ID, s.Name))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func findSource(sources []crawlers.Source, id string) (*crawlers.Source, error) {
	var ids []string
	for i := range sources {
		if sources[i].ID == id {
			return &sources[i], nil
		}
		ids = append(ids, sources[i].ID)
	}
	return nil, unknown("source", id, ids)
}

func areaList(areas []crawlers.Area) string {
	words := make([]string, len(areas))
	for i, a := range areas {
		words[i] = string(a)
	}
	return strings.Join(words, " ")
}

// showHoldings prints what the published database has of a source, if there is one.
func showHoldings(ctx context.Context, w io.Writer, data dataDir, id string) (err error) {
	r, err := data.open(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	h, err := r.Holdings(ctx, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "read          %s\nnot yet read  %s, %s without an article\n",
		plural(h.Documents, "document"), plural(h.Attachments, "attachment"), plural(h.Empty, "page"))
	return err
}

// showSource prints a line for each thing that is known.
func showSource(w io.Writer, s *crawlers.Source) error {
	d, l := s.Discover, s.Limits
	lines := [][2]string{
		{"id", s.ID},
		{"name", s.Name},
		{"publisher", s.Publisher},
		{"site", s.Scheme + "://" + s.Domain + "/"},
		{"other hosts", strings.Join(s.Hosts, " ")},
		{"areas", areaList(s.Areas)},
		{"language", s.Language},
		{"sitemaps", strings.Join(d.Sitemaps, " ")},
		{"feeds", strings.Join(d.Feeds, " ")},
		{"sections", strings.Join(d.Sections, " ")},
		{"paging", string(d.Paging)},
		{"next page", string(d.Next)},
		{"article", d.Article.String()},
		{"keywords", strings.Join(s.Keep.Keywords, ", ")},
		{"delay", l.Delay.String()},
		{"parallel", strconv.Itoa(l.Parallel)},
		{"pages a run", strconv.Itoa(l.Pages)},
		{"depth", strconv.Itoa(l.Depth)},
		{"bytes a page", strconv.FormatInt(l.Body, 10)},
		{"evidence", s.Evidence},
	}
	for _, line := range lines {
		if line[1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-13s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}
