package main

import (
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/cite"
	"github.com/spf13/cobra"
)

var citeFormats = []string{"text", "markdown", "json"}

func newCite() *cobra.Command {
	var dir, format, lang string
	cmd := &cobra.Command{
		Use:   "cite FACT",
		Short: "Cite a fact: publisher, title, dates, quote and a link to the sentence",
		Long: `Print what an article needs to cite a fact: who published it, the title and the
dates, the sentence, the digest of the archived copy, and a link that opens the
page at the sentence (in browsers that know text fragments). Where people have
corrected or withdrawn the fact, that is said.`,
		Example: `  ansinh cite 0123456789abcdef
  ansinh cite 0123456789abcdef --format markdown`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, citeFormats); err != nil {
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
			c := citation{Citation: cite.New(readings[len(readings)-1]), labels: l}
			for _, k := range corrections {
				if k.ValidTo.IsZero() {
					c.correction = &k
				}
			}
			if format == "json" {
				g := c.grid()
				return g.write(cmd.OutOrStdout(), format)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), c.text(format == "markdown"))
			return err
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, citeFormats)
	langFlag(cmd, &lang)
	return cmd
}

// citation is what is cited of a fact.
type citation struct {
	cite.Citation
	labels     labels
	correction *warehouse.AppliedCorrection // that holds, if any
}

// text writes a citation of several lines.
func (c citation) text(markdown bool) string {
	title := "“" + c.Title + "”"
	if markdown && strings.HasPrefix(c.Link, "http") {
		title = fmt.Sprintf("[%s](%s)", markdownEscapes.Replace(c.Title), c.Link)
	}
	var head []string
	for _, s := range []string{c.Author, c.By, title, dateOf(c.Published)} {
		if s != "" {
			head = append(head, s)
		}
	}
	lines := []string{strings.Join(head, ", ") + "."}
	sentence := strings.Join(strings.Fields(c.Sentence), " ")
	if markdown {
		lines = append(lines, "", "> "+markdownEscapes.Replace(sentence), "")
	} else {
		lines = append(lines, "“"+sentence+"”", c.Link)
	}
	kept := fmt.Sprintf(c.labels["cite_archived"], c.FetchedAt.UTC().Format("2006-01-02"), c.SHA256, c.FactID)
	if !c.ValidTo.IsZero() {
		kept += " " + fmt.Sprintf(c.labels["cite_gone"], c.ValidTo.UTC().Format("2006-01-02"))
	}
	if k := c.correction; k != nil && k.Action == warehouse.Withdrawal {
		kept += " " + fmt.Sprintf(c.labels["cite_withdrawn"], k.By, k.On, k.Why)
	} else if k != nil {
		kept += " " + fmt.Sprintf(c.labels["cite_corrected"], k.By, k.On, k.Set, k.Why)
	}
	return strings.Join(append(lines, kept), "\n")
}

func (c citation) grid() grid {
	var g grid
	var row []string
	correction := ""
	if k := c.correction; k != nil {
		correction = strings.TrimSpace(k.Action + " " + k.Set)
	}
	for _, f := range [][2]string{{"fact_id", c.FactID}, {"publisher", c.By}, {"author", c.Author}, {"title", c.Title},
		{"published", dateOf(c.Published)},
		{"quote", c.Quote}, {"sentence", c.Sentence}, {"link", c.Link}, {"fetched_at", instant(c.FetchedAt)},
		{"sha256", c.SHA256}, {"valid_to", instant(c.ValidTo)}, {"correction", correction}} {
		g.columns = append(g.columns, gridColumn{name: f[0]})
		row = append(row, f[1])
	}
	g.rows = [][]string{row}
	return g
}
