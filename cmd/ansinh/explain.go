package main

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// explain gives an error's text with what the user can do about it.
func explain(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, syscall.ENOSPC) || strings.Contains(text, "No space left on device"):
		return text + "\nThe disk is full. Nothing that was complete before is lost: make room and run the command again."
	case errors.Is(err, fs.ErrPermission):
		return text + "\nYou may not read or write there."
	}
	return text
}
