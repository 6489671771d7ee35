package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newShow() *cobra.Command {
	var dir, format, lang string
	cmd := &cobra.Command{
		Use:   "show FACT",
		Short: "Show a fact with its proof and its history",
		Long: `Print every reading of a fact, the first one first: what it says, the sentence
that proves it, the page and its archived copy, and from when to when it held.
A fact_id resolves for ever: also when its page has changed, when a new reader
understood it otherwise, or when it was withdrawn.`,
		Example: `  ansinh show 0123456789abcdef
  ansinh show 0123456789abcdef --lang vi --format markdown`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			l, err := labelsIn(lang)
			if err != nil {
				return err
			}
			readings, corrections, err := historyOf(cmd.Context(), dataDir(dir), args[0])
			if err != nil {
				return err
			}
			return writeFact(cmd.OutOrStdout(), l, format, readings, corrections)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, gridFormats)
	langFlag(cmd, &lang)
	return cmd
}

// historyOf returns all readings of a fact, the first one first, and what people have
// corrected of it.
func historyOf(ctx context.Context, data dataDir, id string) ([]warehouse.Reading, []warehouse.AppliedCorrection, error) {
	db, err := data.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	readings, err := db.History(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	corrections, err := db.CorrectionsOf(ctx, id)
	return readings, corrections, err
}

// factFields are the names of what is shown of a reading, in order.
var factFields = []string{"fact_id", "indicator", "area", "locality", "part", "period", "role", "value", "unit", "base", "status",
	"quote", "sentence", "rule", "version", "source", "publisher", "title", "author", "published", "url", "fetched_at", "sha256",
	"valid_from", "valid_to", "correction"}

func factValues(r warehouse.Reading, corrections []warehouse.AppliedCorrection) []string {
	correction := ""
	for _, c := range corrections {
		if !c.ValidTo.IsZero() || !r.ValidTo.IsZero() {
			continue
		}
		set := ""
		if c.Set != "" {
			set = " (" + c.Set + ")"
		}
		correction = fmt.Sprintf("%s%s by %s on %s: %s", c.Action, set, c.By, c.On, c.Why)
	}
	place := r.Area
	if r.Division != 0 {
		place = fmt.Sprintf("%s (%s@%d)", r.AreaName, r.Area, r.Division)
	}
	return []string{r.FactID, r.Indicator, place, r.Locality, r.Part, r.Period, r.Role, r.Stated, r.Unit, r.Base, r.Status,
		r.Quote, r.Sentence, r.Rule, r.Version, r.Source, r.Publisher, r.Title, r.Author, dateOf(r.Published), r.PageURL,
		instant(r.FetchedAt), r.SHA256,
		instant(r.ValidFrom), instant(r.ValidTo), correction}
}

// instant writes a time in UTC, "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// writeFact writes a row for each reading; for people, who read downwards, a
// table for each, without the fields that say nothing.
func writeFact(w io.Writer, l labels, format string, readings []warehouse.Reading, corrections []warehouse.AppliedCorrection) error {
	var all grid
	for _, name := range factFields {
		all.columns = append(all.columns, l.column(name))
	}
	for _, r := range readings {
		all.rows = append(all.rows, factValues(r, corrections))
	}
	if format == "csv" || format == "json" {
		return all.write(w, format)
	}
	for i, row := range all.rows {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		card := grid{columns: []gridColumn{l.column("field"), {name: "text", label: l["text"], max: 90}}}
		for j, cell := range row {
			if cell != "" {
				card.rows = append(card.rows, []string{all.columns[j].title(), cell})
			}
		}
		if err := card.write(w, format); err != nil {
			return err
		}
	}
	return nil
}
