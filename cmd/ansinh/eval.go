package main

import (
	"context"

	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/spf13/cobra"
)

func newEval() *cobra.Command {
	var texts, predicted, goldDir, codesFile string
	var misses bool
	cmd := &cobra.Command{
		Use:   "eval {--texts DIR | --predicted FILE} --gold DIR",
		Short: "Score the reader against facts read by hand",
		Long: `Read the texts and compare the facts with the gold: how many numbers were found
(detection), how many of those have the right value, unit and bound (reading),
and how many facts of the catalogue are right in every field (fact).

An indicator that the codes file lacks counts as none, so that a richer
catalogue is scored like the first edition, which is used without --codes.`,
		Example: `  ansinh eval --texts texts --gold gold
  ansinh eval --texts texts --gold gold --misses
  ansinh eval --predicted facts.jsonl --gold gold --codes indicators.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			docs, err := gold.ReadDir(goldDir)
			if err != nil {
				return err
			}
			codes := gold.FirstEdition()
			if codesFile != "" {
				if codes, err = gold.ReadCodesFile(codesFile); err != nil {
					return err
				}
			}
			var facts []gold.Fact
			if predicted != "" {
				facts, err = gold.ReadFile(predicted)
			} else {
				facts, err = readTexts(cmd.Context(), texts)
			}
			if err != nil {
				return err
			}
			score := gold.Evaluate(docs, facts, codes)
			if misses {
				if err := score.WriteMisses(cmd.OutOrStdout()); err != nil {
					return err
				}
			}
			_, err = score.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&texts, "texts", "", "directory of texts to read (.txt, .html)")
	f.StringVar(&predicted, "predicted", "", "score this file of facts, one JSON object a line, instead of reading texts")
	f.StringVar(&goldDir, "gold", "", "directory of gold files, one .jsonl a text")
	f.StringVar(&codesFile, "codes", "", "CSV file with a column \"code\" (default: the catalogue's first edition)")
	f.BoolVar(&misses, "misses", false, "list every disagreement")
	for _, dir := range []string{"texts", "gold"} {
		must(cmd.MarkFlagDirname(dir))
	}
	must(cmd.MarkFlagRequired("gold"))
	cmd.MarkFlagsOneRequired("texts", "predicted")
	cmd.MarkFlagsMutuallyExclusive("texts", "predicted")
	return cmd
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
