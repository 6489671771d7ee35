package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/fixtures"
	"github.com/google/go-cmp/cmp"
)

const questions = "testdata/questions.md"

var (
	question = regexp.MustCompile("(?s)```sql\n(.*?)```\n\n```text\n(.*?)```")
	script   = regexp.MustCompile("(?s)```js\n(.*?)```")
)

// The questions that the README shows have the answers that it shows, from
// this program and from another client, where there is one.
func TestQuestions(t *testing.T) {
	if testing.Short() {
		t.Skip("crawls the fixture sites")
	}
	data := dataDir(t.TempDir())
	if err := runDemo(t.Context(), data, fixtures.Options{}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(questions)
	if err != nil {
		t.Fatal(err)
	}
	client := node(t, script.FindSubmatch(text)[1])
	answered := question.ReplaceAllFunc(text, func(block []byte) []byte {
		m := question.FindSubmatch(block)
		sql, want := string(m[1]), string(m[2])
		code, got, stderr := run(t, "query", "--data", string(data), sql)
		if code != exitOK {
			t.Fatalf("%s\n%s", sql, stderr)
		}
		if diff := cmp.Diff(want, got); diff != "" && !*update {
			t.Errorf("%s(-shown +got):\n%s", sql, diff)
		}
		if client != nil {
			_, lines, _ := run(t, "query", "--data", string(data), "--format", "json", sql)
			var rows []json.RawMessage
			if err := json.Unmarshal([]byte(lines), &rows); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(client(data.published(), sql), "\n"); n != len(rows) || n == 0 {
				t.Errorf("%snode gives %d rows, want %d", sql, n, len(rows))
			}
		}
		return bytes.Replace(block, []byte("```text\n"+want), []byte("```text\n"+got), 1)
	})
	if *update {
		if err := os.WriteFile(questions, answered, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// node returns a function that asks a database from Node, nil where there is
// no Node or the package cannot be had.
func node(t *testing.T, source []byte) func(path, sql string) string {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.FromSlash("../../warehouse/publish/testdata/node"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ask.mjs"), source, 0o644); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	install := exec.CommandContext(limited, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Logf("not asked from Node: npm install: %v\n%s", err, out)
		return nil
	}
	return func(path, sql string) string {
		cmd := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "ask.mjs"), path, sql)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("node: %v\n%s", err, out)
		}
		return string(out)
	}
}
