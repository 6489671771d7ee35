package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func (d dataDir) corrections() string { return filepath.Join(string(d), "corrections.toml") }

func newCorrect() *cobra.Command {
	var c correct
	var dir string
	cmd := &cobra.Command{
		Use:   "correct FACT {--set FIELD=VALUE... | --withdraw | --undo}",
		Short: "Correct or withdraw a fact, with who and why",
		Long: `Record in corrections.toml, in the data directory, that fields of a fact have
other values or that the fact is withdrawn, and publish the database anew. The
file is the record: keep it in git, or make it a link to one that is. It is
applied by every "ansinh ingest", whatever a new reader makes of the page, and
each value it touches says so.

Fields are ` + strings.Join(warehouse.CorrectionFields, ", ") + `.
An area or an indicator may be given by name. --undo takes a correction back.`,
		Example: `  ansinh correct 0123456789abcdef --set value=0.70 --set period=2022 --by "Nguyễn An" --why "erratum of 2024-03-26"
  ansinh correct 0123456789abcdef --withdraw --by "Nguyễn An" --why "satire"
  ansinh correct 0123456789abcdef --undo`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.fact, c.data, c.on = args[0], dataDir(dir), time.Now()
			if err := c.check(); err != nil {
				return err
			}
			return c.run(cmd.Context(), cmd.OutOrStdout())
		},
	}
	dataFlag(cmd, &dir, defaultData)
	f := cmd.Flags()
	f.StringToStringVar(&c.set, "set", nil, "give a field another value: FIELD=VALUE; may be repeated")
	f.BoolVar(&c.withdraw, "withdraw", false, "take the fact out")
	f.BoolVar(&c.undo, "undo", false, "take the correction back")
	f.StringVar(&c.by, "by", "", "who corrects it")
	f.StringVar(&c.why, "why", "", "why")
	cmd.MarkFlagsOneRequired("set", "withdraw", "undo")
	cmd.MarkFlagsMutuallyExclusive("set", "withdraw", "undo")
	return cmd
}

// correct is one correction to be made.
type correct struct {
	fact, by, why  string
	set            map[string]string
	withdraw, undo bool
	data           dataDir
	on             time.Time
}

// check reads what a person typed: names become codes.
func (c *correct) check() error {
	if !c.undo && (strings.TrimSpace(c.by) == "" || strings.TrimSpace(c.why) == "") {
		return usagef("--by and --why must say who corrects it and why")
	}
	for field, value := range c.set {
		switch field {
		case "indicator":
			catalogue, err := indicator.Load()
			if err != nil {
				return err
			}
			in, err := catalogue.Parse(value)
			if err != nil {
				return usagef("%v", err)
			}
			c.set[field] = in.Code
		case "area":
			g, err := area.Load()
			if err != nil {
				return err
			}
			ref, err := g.Parse(value)
			if err != nil {
				return usagef("%v", err)
			}
			if c.set[field] = ref.Code; ref.Division != 0 {
				c.set[field] = fmt.Sprintf("%s@%d", ref.Code, ref.Division)
			}
		case "period":
			if _, err := period.Parse(value); err != nil {
				return usagef("%v", err)
			}
		default:
			if !slices.Contains(warehouse.CorrectionFields, field) {
				return unknown("field", field, warehouse.CorrectionFields)
			}
		}
	}
	return nil
}

// run applies the correction to the database, writes it to the file and
// publishes. The database is first: its lock keeps two from doing it at once,
// and what it refuses never reaches the file.
func (c *correct) run(ctx context.Context, w io.Writer) (err error) {
	db, err := warehouse.Open(ctx, c.data.work())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	readings, err := db.History(ctx, c.fact)
	if err != nil {
		return err
	}
	all, err := warehouse.ReadCorrections(c.data.corrections())
	if err != nil {
		return err
	}
	now := readings[len(readings)-1]
	switch {
	case c.undo && all[c.fact].Action == "":
		return fmt.Errorf("%s has no correction of %s", c.data.corrections(), c.fact)
	case c.undo:
		delete(all, c.fact)
	default:
		correction := warehouse.Correction{Action: warehouse.Override, By: c.by, On: c.on.Format(time.DateOnly),
			Why: c.why, Quote: now.Quote, Set: c.set}
		if c.withdraw {
			correction.Action = warehouse.Withdrawal
		}
		all[c.fact] = correction
	}
	if _, err := db.PutCorrections(ctx, all); err != nil {
		return err
	}
	if err := all.Write(c.data.corrections()); err != nil {
		return err
	}
	if _, err := publish.Publish(ctx, db, string(c.data), keepCopies); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s in %s: “%s”, %s\n", plural(int64(len(all)), "correction"), c.data.corrections(), now.Quote, now.Title)
	return err
}

// applyCorrections applies the file of corrections to the database, and says
// which of them wait for a document that is not loaded.
func applyCorrections(ctx context.Context, db *warehouse.DB, data dataDir, messages io.Writer) error {
	all, err := warehouse.ReadCorrections(data.corrections())
	if err != nil {
		return err
	}
	n, err := db.PutCorrections(ctx, all)
	if err == nil && len(n.Unknown) > 0 {
		_, err = fmt.Fprintf(messages, "%s of facts that are not loaded: %s\n",
			plural(int64(len(n.Unknown)), "correction"), strings.Join(n.Unknown, " "))
	}
	return err
}
