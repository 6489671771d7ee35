package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/fitted"
)

func newFit() *cobra.Command {
	var texts, goldDir, out, unseen string
	var folds int
	cmd := &cobra.Command{
		Use:   "fit --texts DIR --gold DIR {--out DIR | --folds N}",
		Short: "Fit the reader's second look to facts read by hand",
		Long: `Fit the models that look a second time at what the rules chose: which indicator,
which role and which period a number has. The weights are written to --out as
tables that the reader embeds (normalize/*.weights.tsv).

--folds instead fits to all texts but one in N, in turn, and tells how often the
rules and the models choose right in those that were left out.`,
		Example: `  ansinh fit --texts texts --gold gold --out normalize
  ansinh fit --texts texts --gold gold --folds 5`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			measured := cmd.Flags().Changed("folds")
			if measured && folds < 2 {
				return usagef("--folds %d: want at least 2", folds)
			}
			lessons, err := readLessons(cmd.Context(), texts, goldDir, unseen)
			if err != nil {
				return err
			}
			if measured {
				return crossValidate(cmd.OutOrStdout(), lessons, folds)
			}
			return writeWeights(cmd.OutOrStdout(), out, lessons)
		},
	}
	f := cmd.Flags()
	f.StringVar(&texts, "texts", "", "directory of texts (.txt, .html)")
	f.StringVar(&goldDir, "gold", "", "directory of gold files, one .jsonl a text")
	f.StringVar(&unseen, "unseen", "", "file that names, one a line and without extension, the texts that no rule was made for: only in these what the rules chose counts (default: all)")
	f.StringVar(&out, "out", "", "directory that the weights are written to")
	f.IntVar(&folds, "folds", 0, "measure by leaving out one text in so many, and write nothing")
	for _, dir := range []string{"texts", "gold", "out"} {
		must(cmd.MarkFlagDirname(dir))
	}
	must(cmd.MarkFlagRequired("texts"))
	must(cmd.MarkFlagRequired("gold"))
	cmd.MarkFlagsOneRequired("out", "folds")
	cmd.MarkFlagsMutuallyExclusive("out", "folds")
	return cmd
}

// lessonKind is the examples of one model, and the file of its weights.
type lessonKind struct {
	name, file string
	least      float64 // smaller weights are left out
	examples   []fitted.Example
}

// readLessons reads texts with their gold, and returns what there was to choose
// from.
func readLessons(ctx context.Context, texts, goldDir, unseen string) ([]lessonKind, error) {
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
	kinds := []lessonKind{{name: "indicator", file: "subject.weights.tsv", least: 0.1}, {name: "role", file: "role.weights.tsv", least: 0.2}, {name: "period", file: "period.weights.tsv", least: 0.1}}
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
		l := lessonsOf(r.facts, doc, facts)
		for i, e := range [][]fitted.Example{l.Subjects, l.Roles, l.Periods} {
			for j := range e {
				if unseen != "" && !counts[name] {
					e[j].WithoutRules()
				}
			}
			kinds[i].examples = append(kinds[i].examples, e...)
		}
	}
	return kinds, nil
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

// lessonsOf returns what there was to choose from in one text.
func lessonsOf(r *normalize.Reader, doc *extract.Document, facts []gold.Fact) normalize.Lessons {
	type span struct{ start, end int }
	known := make(map[span]normalize.Answers)
	for i := range facts {
		f := &facts[i]
		known[span{f.Start, f.End}] = normalize.Answers{Indicators: accepted(f.Indicator), Roles: accepted(f.Role), Periods: accepted(f.Period)}
	}
	return r.Lessons(doc, normalize.Options{}, func(start, end int) (normalize.Answers, bool) {
		a, ok := known[span{start, end}]
		return a, ok
	})
}

// accepted returns the answers that a field of gold accepts; "-" is none.
func accepted(field string) []string {
	answers := strings.Split(field, "|")
	for i, a := range answers {
		if a == "-" {
			answers[i] = ""
		}
	}
	return answers
}

// writeWeights fits the models and writes them.
func writeWeights(w io.Writer, dir string, kinds []lessonKind) error {
	for _, k := range kinds {
		weights := fitted.Fit(k.examples, k.least)
		path := filepath.Join(dir, k.file)
		var b strings.Builder
		comment := fmt.Sprintf("How much each feature speaks for a choice of the %s. Made by ansinh fit from %d choices in texts read by hand. feature; weight", k.name, len(k.examples))
		if err := fitted.Write(&b, comment, weights); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d weights from %d examples\n", path, len(weights), len(k.examples))
	}
	return nil
}

// crossValidate prints how often the rules, the models and both together choose
// right in texts that the models were not fitted to.
func crossValidate(w io.Writer, kinds []lessonKind, folds int) error {
	for i, k := range kinds {
		t := fitted.CrossValidate(k.examples, folds, k.least, normalize.Surer[i])
		of := func(n int) float64 { return float64(n) / float64(max(1, t.All)) }
		if _, err := fmt.Fprintf(w, "%-10s %6d choices, right by the rules %.4f, by the model %.4f, by both %.4f\n", k.name, t.All, of(t.Rules), of(t.Model), of(t.Both)); err != nil {
			return err
		}
	}
	return nil
}
