package main

import (
	_ "embed"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed labels.tsv
var labelsTSV string

// labels are the words that tables show, by key: those in English or Vietnamese.
type labels map[string]string

var languages = []string{"en", "vi"}

// labelsIn returns the labels of a language.
func labelsIn(lang string) (labels, error) {
	at := map[string]int{"en": 1, "vi": 2}[lang]
	if at == 0 {
		return nil, usagef("unknown language %q; want vi or en", lang)
	}
	l := labels{}
	for line := range strings.Lines(labelsTSV) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		l[cells[0]] = cells[at]
	}
	return l, nil
}

func langFlag(cmd *cobra.Command, lang *string) {
	cmd.Flags().StringVar(lang, "lang", "en", "language of labels: vi or en")
	must(cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(languages, cobra.ShellCompDirectiveNoFileComp)))
}

// column returns a column of a grid with its label.
func (l labels) column(name string) gridColumn {
	return gridColumn{name: name, label: l[name], max: maxCell}
}
