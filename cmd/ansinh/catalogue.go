package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/corpus"
	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
)

func newCatalogue() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalogue",
		Short: "List the indicators, and try changes to them and to the phrases that name them",
		Example: `  ansinh catalogue list
  ansinh catalogue export mine
  ansinh catalogue check mine`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(newCatalogueList(), newCatalogueExport(), newCatalogueCheck())
	return cmd
}

func newCatalogueList() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the indicators",
		Example: "  ansinh catalogue list --format csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			c, err := indicator.Load()
			if err != nil {
				return err
			}
			g := grid{columns: []gridColumn{{name: "code"}, {name: "topic"}, {name: "kind"}, {name: "unit"},
				{name: "name_vi", max: maxCell}, {name: "name_en", max: maxCell}}}
			for _, in := range c.All() {
				g.rows = append(g.rows, []string{in.Code, in.Topic, in.Kind, in.Unit, in.NameVI, in.NameEN})
			}
			return g.write(cmd.OutOrStdout(), format)
		},
	}
	formatFlag(cmd, &format, gridFormats)
	return cmd
}

func newCatalogueExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export DIR",
		Short: "Write the files of the catalogue, to be edited",
		Long: `Write catalogue.csv (the indicators), phrases.tsv (the words that name them, each
row with examples and counter-examples) and words.tsv (spellings) into a folder.
Files that are there already are left alone, with an error.`,
		Example: "  ansinh catalogue export mine",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			files := indicator.Files()
			for _, name := range slices.Sorted(maps.Keys(files)) {
				if err := writeNew(filepath.Join(args[0], name), files[name]); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// writeNew writes a file that must not be there.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return cmp.Or(err, f.Close())
}

func newCatalogueCheck() *cobra.Command {
	var texts, goldDir string
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Check an edited catalogue, and tell what it does to the score",
		Long: `Check the files of an edited catalogue (those missing in DIR are the embedded
ones): every row, every example and every counter-example. Then read texts with
the embedded catalogue and with the edited one, and print both scores and every
number whose indicator changes. Without --texts and --gold the texts are the
project's own.`,
		Example: "  ansinh catalogue check mine\n  ansinh catalogue check mine --texts texts --gold gold",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return err
			}
			edited, err := indicator.LoadFS(os.DirFS(args[0]))
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := edited.Check(); err != nil {
				return fmt.Errorf("%s:\n%w", args[0], err)
			}
			docs, from, err := scoredTexts(texts, goldDir)
			if err != nil {
				return err
			}
			return writeEffect(cmd.OutOrStdout(), edited, docs, from)
		},
	}
	cmd.Flags().StringVar(&texts, "texts", "", "directory of texts, NAME.txt each")
	cmd.Flags().StringVar(&goldDir, "gold", "", "directory of gold files, NAME.jsonl each")
	must(cmd.MarkFlagDirname("texts"))
	must(cmd.MarkFlagDirname("gold"))
	cmd.MarkFlagsRequiredTogether("texts", "gold")
	return cmd
}

// scoredTexts returns the gold of a folder and its texts, else the project's own.
func scoredTexts(texts, goldDir string) ([]gold.Document, fs.FS, error) {
	if texts == "" {
		docs, err := corpus.Gold()
		return docs, corpus.Texts(), err
	}
	docs, err := gold.ReadDir(goldDir)
	return docs, os.DirFS(texts), err
}

// writeEffect prints what an edited catalogue changes.
func writeEffect(w io.Writer, edited *indicator.Catalogue, docs []gold.Document, texts fs.FS) error {
	embedded, err := indicator.Load()
	if err != nil {
		return err
	}
	var facts [2][]gold.Fact
	for i, c := range []*indicator.Catalogue{embedded, edited} {
		if facts[i], err = readWith(c, docs, texts); err != nil {
			return err
		}
		codes := make(gold.Codes)
		for _, in := range c.All() {
			codes[in.Code] = true
		}
		s := gold.Evaluate(docs, facts[i], codes)
		f := s.Fact()
		fmt.Fprintf(w, "%-8s  indicator %.3f  fact P %.3f  R %.3f  F1 %.3f\n", []string{"embedded", "edited"}[i],
			s.Field("indicator"), f.Precision, f.Recall, f.F1)
	}
	return writeChanges(w, docs, facts[0], facts[1])
}

// writeChanges lists the numbers whose indicator changes.
func writeChanges(w io.Writer, docs []gold.Document, before, after []gold.Fact) error {
	type place struct {
		doc   string
		start int
	}
	want := make(map[place]string)
	for _, d := range docs {
		for _, f := range d.Facts {
			want[place{d.Name, f.Start}] = f.Indicator
		}
	}
	was := make(map[place]string)
	for _, f := range before {
		was[place{f.Doc, f.Start}] = f.Indicator
	}
	var rows [][]string
	for _, f := range after {
		at := place{f.Doc, f.Start}
		if was[at] == f.Indicator {
			continue
		}
		accepted := gold.Answers(want[at])
		verdict := "neither right"
		switch {
		case slices.Contains(accepted, f.Indicator):
			verdict = "gained"
		case slices.Contains(accepted, was[at]):
			verdict = "lost"
		}
		rows = append(rows, []string{verdict, f.Doc, fmt.Sprint(f.Start), f.Quote, was[at], f.Indicator, want[at]})
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "no number of the texts changes its indicator")
		return err
	}
	fmt.Fprintln(w)
	return writeTable(w, []column{{name: "verdict"}, {name: "text"}, {name: "at", right: true}, {name: "quote", max: 24},
		{name: "embedded"}, {name: "edited"}, {name: "gold"}}, rows)
}

// readWith reads the texts that have gold with a catalogue. Documents are
// named as in the gold.
func readWith(c *indicator.Catalogue, docs []gold.Document, texts fs.FS) ([]gold.Fact, error) {
	areas, err := area.Load()
	if err != nil {
		return nil, err
	}
	r, err := normalize.NewReader(c, areas)
	if err != nil {
		return nil, err
	}
	var all []gold.Fact
	for _, d := range docs {
		body, err := fs.ReadFile(texts, d.Name+".txt")
		if err != nil {
			return nil, err
		}
		doc, err := extract.FromText(d.Name, body)
		if err != nil {
			return nil, err
		}
		facts, _ := r.Read(doc, normalize.Options{})
		for i := range facts {
			all = append(all, contractFact(&facts[i]))
		}
	}
	return all, nil
}
