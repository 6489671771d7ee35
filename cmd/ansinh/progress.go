package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a command is: a bar on a terminal, elsewhere a plain
// line now and then.
type progress struct {
	w       io.Writer
	label   string
	n, of   int
	bar     *progressbar.ProgressBar // nil off a terminal
	between int                      // steps from one plain line to the next
}

// newProgress begins to count up to total, which may grow.
func newProgress(w io.Writer, label string, total int) *progress {
	p := &progress{w: w, label: label, of: total, between: 100}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = newBar(w, label, total)
	}
	return p
}

// newBar leaves room for one step more than there are: a bar that is full is
// finished for good, and the total of a crawl grows.
func newBar(w io.Writer, label string, total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total+1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(label),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionClearOnFinish(),
	)
}

// grow makes the total larger.
func (p *progress) grow(by int) {
	p.of += by
	if p.bar != nil {
		p.bar.ChangeMax(p.of + 1)
	}
}

// step counts one more, and says what it was. Errors of the bar are those of
// drawing: they change nothing that matters.
func (p *progress) step(what string) {
	p.n++
	switch {
	case p.bar != nil:
		p.bar.Describe(fmt.Sprintf("%s %d/%d %s", p.label, p.n, p.of, what))
		_ = p.bar.Add(1)
	case p.n%p.between == 0:
		fmt.Fprintf(p.w, "%s %d/%d\n", p.label, p.n, p.of)
	}
}

// linef prints a line that stays.
func (p *progress) linef(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintf(p.w, format+"\n", args...)
}

// done takes the bar away.
func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
