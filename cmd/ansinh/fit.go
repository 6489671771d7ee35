package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/fit"
)

func newFit() *cobra.Command {
	var texts, goldDir, out, unseen string
	var folds int
	cmd := &cobra.Command{
		Use:   "fit --texts DIR --gold DIR {--out DIR | --folds N}",
		Short: "Fit the reader's second look to facts read by hand",
		Long: `Fit the models that look a second time at what the rules chose: what time a text
is of, and which indicator, which role and which period a number has. The weights
are written to --out as tables that the reader embeds (normalize/*.weights.tsv).

--folds instead leaves out one in N of the texts that --unseen names, in turn, fits
to all others, and tells how often the rules and the models choose right in those
that were left out.`,
		Example: `  ansinh fit --texts texts --gold gold --out normalize
  ansinh fit --texts texts --gold gold --folds 5`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			measured := cmd.Flags().Changed("folds")
			if measured && folds < 2 {
				return usagef("--folds %d: want at least 2", folds)
			}
			c, err := readCorpus(cmd.Context(), texts, goldDir, unseen)
			if err != nil {
				return err
			}
			if measured {
				return crossValidate(cmd.OutOrStdout(), c, folds)
			}
			return writeWeights(cmd.OutOrStdout(), out, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&texts, "texts", "", "directory of texts (.txt, .html)")
	f.StringVar(&goldDir, "gold", "", "directory of gold files, one .jsonl a text")
	f.StringVar(&unseen, "unseen", "", "file that names, one a line and without extension, the texts that no rule was "+
		"made for: only in these what the rules chose counts (default: all)")
	f.StringVar(&out, "out", "", "directory that the weights are written to")
	f.IntVar(&folds, "folds", 0, "measure by leaving out one unseen text in so many, and write nothing")
	for _, dir := range []string{"texts", "gold", "out"} {
		must(cmd.MarkFlagDirname(dir))
	}
	must(cmd.MarkFlagRequired("texts"))
	must(cmd.MarkFlagRequired("gold"))
	cmd.MarkFlagsOneRequired("out", "folds")
	cmd.MarkFlagsMutuallyExclusive("out", "folds")
	return cmd
}

// readCorpus reads texts with their gold.
func readCorpus(ctx context.Context, texts, goldDir, unseen string) (*fit.Corpus, error) {
	counts, err := namesIn(unseen)
	if err != nil {
		return nil, err
	}
	r, err := newReader(nil)
	if err != nil {
		return nil, err
	}
	files, err := filesIn([]string{texts})
	if err != nil {
		return nil, err
	}
	c := fit.NewCorpus(r.facts)
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		doc, err := r.file(path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		facts, err := gold.ReadFile(filepath.Join(goldDir, name+".jsonl"))
		if err != nil {
			return nil, err
		}
		c.Add(fit.Text{Doc: doc, Answers: answersOf(facts), Unseen: unseen == "" || counts[name]})
		delete(counts, name)
	}
	for name := range counts {
		return nil, fmt.Errorf("%s: no text is named %q", unseen, name)
	}
	return c, nil
}

// namesIn returns the lines of a file, none of no file.
func namesIn(path string) (map[string]bool, error) {
	names := make(map[string]bool)
	if path == "" {
		return names, nil
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(body)) {
		if name := strings.TrimSpace(line); name != "" {
			names[name] = true
		}
	}
	return names, nil
}

// answersOf returns what gold accepts of each number.
func answersOf(facts []gold.Fact) map[fit.Span]normalize.Answers {
	known := make(map[fit.Span]normalize.Answers)
	for i := range facts {
		f := &facts[i]
		known[fit.Span{Start: f.Start, End: f.End}] = normalize.Answers{
			Indicators: gold.Answers(f.Indicator), Roles: gold.Answers(f.Role), Periods: gold.Answers(f.Period),
		}
	}
	return known
}

// writeWeights fits the models and writes their tables.
func writeWeights(w io.Writer, dir string, c *fit.Corpus) error {
	tables, err := c.Tables()
	if err != nil {
		return err
	}
	for _, t := range tables {
		path := filepath.Join(dir, t.File)
		if err := os.WriteFile(path, []byte(t.Body), 0o644); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s: %d features from %d examples\n", path, t.Features, t.Examples); err != nil {
			return err
		}
	}
	return nil
}

// crossValidate prints how often the rules, the models and both together choose
// right in texts that the models were not fitted to and no rule was made for.
func crossValidate(w io.Writer, c *fit.Corpus, folds int) error {
	for _, s := range c.CrossValidate(folds) {
		of := func(n int) float64 { return float64(n) / float64(max(1, s.All)) }
		if _, err := fmt.Fprintf(w, "%-10s %6d choices, right by the rules %.4f, by the model %.4f, by both %.4f\n",
			s.Name, s.All, of(s.Rules), of(s.Model), of(s.Both)); err != nil {
			return err
		}
	}
	return nil
}
