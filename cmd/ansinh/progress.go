package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a command is: a bar on a terminal, plain lines elsewhere.
type progress struct {
	w   io.Writer
	bar *progressbar.ProgressBar // nil off a terminal
}

// newProgress starts to count up to total; -1 where the total is unknown.
func newProgress(w io.Writer, label string, total int) *progress {
	p := &progress{w: w}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(w),
			progressbar.OptionSetDescription(label),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(50*time.Millisecond),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

// step counts one more. On a terminal the bar shows what is being done.
func (p *progress) step(doing string) {
	if p.bar != nil {
		p.bar.Describe(doing)
		p.bar.Add(1) // cannot fail in a way that matters: it only draws
	}
}

// linef prints a line that stays.
func (p *progress) linef(format string, args ...any) {
	if p.bar != nil {
		p.bar.Clear()
	}
	fmt.Fprintf(p.w, format+"\n", args...)
}

// done takes the bar away.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
