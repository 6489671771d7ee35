package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/spf13/cobra"
)

func newSources() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List the publishers that are crawled, or show one",
		Long: `A source is a publisher's site as data: its hosts, the areas it writes about,
where its articles are found and how gently it is to be asked.`,
		Example: `  ansinh sources list
  ansinh sources show hanoimoi`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSourcesList(), newSourcesShow())
	return cmd
}

func newSourcesList() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the sources",
		Example: `  ansinh sources list
  ansinh sources list --sources mine.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sources, err := loadSources(file)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, s := range sources {
				rows = append(rows, []string{s.ID, s.Name, s.Domain, areaList(s.Areas)})
			}
			return writeTable(cmd.OutOrStdout(), []column{{name: "id"}, {name: "name"}, {name: "domain"}, {name: "areas"}}, rows)
		},
	}
	sourcesFlag(cmd, &file)
	return cmd
}

func newSourcesShow() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show all that is known about a source",
		Example: "  ansinh sources show hanoimoi",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completeSources(file)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, err := loadSources(file)
			if err != nil {
				return err
			}
			s, err := findSource(sources, args[0])
			if err != nil {
				return err
			}
			return showSource(cmd.OutOrStdout(), s)
		},
	}
	sourcesFlag(cmd, &file)
	return cmd
}

func sourcesFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "sources", "", "TOML file of sources (default: the built-in registry)")
	must(cmd.MarkFlagFilename("sources", "toml"))
}

// loadSources reads a file of sources, or the registry where file is "".
func loadSources(file string) ([]crawlers.Source, error) {
	if file == "" {
		return crawlers.Sources()
	}
	return crawlers.LoadSources(os.DirFS(filepath.Dir(file)), filepath.Base(file))
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
