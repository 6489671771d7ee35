package main

import (
	"strings"
	"testing"
)

func TestProgressOffATerminal(t *testing.T) {
	var b strings.Builder
	p := newProgress(&b, "read", 3)
	p.between = 2
	p.grow(2)
	for range 5 {
		p.step("a page")
	}
	p.linef("%s failed", "one")
	p.done()
	if want := "read 2/5\nread 4/5\none failed\n"; b.String() != want {
		t.Errorf("printed %q, want %q", b.String(), want)
	}
}

// A bar that is full for a moment must go on when more is found.
func TestProgressGrows(t *testing.T) {
	var b strings.Builder
	p := &progress{w: &b, label: "crawl", bar: newBar(&b, "crawl", 0)}
	p.grow(1)
	p.step("first")
	p.grow(1)
	if p.bar.IsFinished() {
		t.Error("the bar finished before the work")
	}
	p.step("second")
	p.done()
	if !p.bar.IsFinished() {
		t.Error("the bar did not finish")
	}
}
