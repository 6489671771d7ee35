package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize/indicator"
)

func newEval() *cobra.Command {
	var e evaluation
	cmd := &cobra.Command{
		Use:   "eval {--texts DIR | --predicted FILE} --gold DIR",
		Short: "Score the reader against facts read by hand",
		Long: `Read the texts and compare the facts with the gold: how many numbers were found
(detection), how many of those have the right value, unit and bound (reading),
and how many facts of the catalogue are right in every field (fact).

An indicator that the codes file lacks counts as none, so that a richer
catalogue is scored like the first edition, which is used without --codes.

--genres names a CSV file of texts and their genres, for --by genre.`,
		Example: `  ansinh eval --texts texts --gold gold
  ansinh eval --texts texts --gold gold --misses
  ansinh eval --texts texts --gold gold --by topic --curve
  ansinh eval --texts texts --gold gold --by genre --genres genres.csv
  ansinh eval --predicted facts.jsonl --gold gold --codes indicators.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.run(cmd.Context(), cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.texts, "texts", "", "directory of texts to read (.txt, .html)")
	f.StringVar(&e.predicted, "predicted", "", "score this file of facts, one JSON object a line, instead of reading texts")
	f.StringVar(&e.gold, "gold", "", "directory of gold files, one .jsonl a text")
	f.StringVar(&e.codes, "codes", "", "CSV file with a column \"code\" (default: the catalogue's first edition)")
	f.BoolVar(&e.misses, "misses", false, "list every disagreement")
	f.StringVar(&e.by, "by", "", "score whole facts by role, topic, indicator, document or genre too")
	f.StringVar(&e.genres, "genres", "", "CSV file of two columns, text and genre")
	f.BoolVar(&e.curve, "curve", false, "score whole facts above each confidence too")
	must(cmd.RegisterFlagCompletionFunc("by",
		cobra.FixedCompletions(groupings, cobra.ShellCompDirectiveNoFileComp)))
	for _, dir := range []string{"texts", "gold"} {
		must(cmd.MarkFlagDirname(dir))
	}
	must(cmd.MarkFlagRequired("gold"))
	must(cmd.MarkFlagFilename("genres", "csv"))
	cmd.MarkFlagsOneRequired("texts", "predicted")
	cmd.MarkFlagsMutuallyExclusive("texts", "predicted")
	return cmd
}

// groupings are what whole facts can be scored by.
var groupings = []string{"role", "topic", "indicator", "document", "genre"}

// evaluation is what the command line says to score.
type evaluation struct {
	texts, predicted, gold, codes, genres, by string
	misses, curve                             bool
}

func (e *evaluation) run(ctx context.Context, w io.Writer) error {
	if e.by != "" && !slices.Contains(groupings, e.by) {
		return usagef("--by %q: want %s", e.by, strings.Join(groupings, ", "))
	}
	if (e.by == "genre") != (e.genres != "") {
		return usagef("--by genre and --genres want each other")
	}
	docs, err := gold.ReadDir(e.gold)
	if err != nil {
		return err
	}
	codes := gold.FirstEdition()
	if e.codes != "" {
		if codes, err = gold.ReadCodesFile(e.codes); err != nil {
			return err
		}
	}
	var facts []gold.Fact
	if e.predicted != "" {
		facts, err = gold.ReadFile(e.predicted)
	} else {
		facts, err = readTexts(ctx, e.texts)
	}
	if err != nil {
		return err
	}
	score := gold.Evaluate(docs, facts, codes)
	if e.misses {
		if err := score.WriteMisses(w); err != nil {
			return err
		}
	}
	if _, err = score.WriteTo(w); err != nil {
		return err
	}
	if err := writeGroups(w, score, e.by, e.genres); err != nil || !e.curve {
		return err
	}
	fmt.Fprintln(w)
	return gold.WriteGroups(w, "confidence", gold.Curve(docs, facts, codes, thresholds))
}

// thresholds are the points of the curve of precision and recall.
var thresholds = []float64{0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95}

// writeGroups prints the score of whole facts by what --by names.
func writeGroups(w io.Writer, score *gold.Score, by, genresFile string) error {
	keys := map[string]func(string, *gold.Fact) string{
		"role":      func(_ string, f *gold.Fact) string { return f.Role },
		"indicator": func(_ string, f *gold.Fact) string { return f.Indicator },
		"document":  func(doc string, _ *gold.Fact) string { return doc },
	}
	missing := "" // a text that the file of genres lacks
	switch by {
	case "":
		return nil
	case "genre":
		genres, err := gold.ReadGenresFile(genresFile)
		if err != nil {
			return err
		}
		keys["genre"] = func(doc string, _ *gold.Fact) string {
			if genres[doc] == "" {
				missing = doc
			}
			return genres[doc]
		}
	case "topic":
		catalogue, err := indicator.Load()
		if err != nil {
			return err
		}
		keys["topic"] = func(_ string, f *gold.Fact) string {
			in, _ := catalogue.Get(f.Indicator)
			return in.Topic
		}
	}
	groups := score.By(keys[by])
	if missing != "" {
		return fmt.Errorf("%s: no genre of the text %s", genresFile, missing)
	}
	fmt.Fprintln(w)
	return gold.WriteGroups(w, by, groups)
}

// readTexts reads the facts of the texts in a directory.
func readTexts(ctx context.Context, dir string) ([]gold.Fact, error) {
	r, err := newReader(nil)
	if err != nil {
		return nil, err
	}
	files, err := filesIn([]string{dir})
	if err != nil {
		return nil, err
	}
	return r.contractFacts(ctx, files)
}
