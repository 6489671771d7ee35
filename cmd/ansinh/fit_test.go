package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ansinh/ansinh/normalize/fitted"
)

// The reader can load what fit writes.
func TestFitWritesWhatLoads(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		write("texts/"+name+".txt", "Năm 2023, tỉnh Thái Bình giải quyết việc làm cho 34.615 lao động.\n")
		write("gold/"+name+".jsonl", `{"doc": "`+name+`.txt", "start": 49, "end": 55, "quote": "34.615", "indicator": "jobs_created", "area": "34", "period": "2023", "role": "level", "value": "34615", "unit": "person", "bound": "=", "status": "A"}`+"\n")
	}
	code, _, stderr := run(t, "fit", "--texts", filepath.Join(dir, "texts"), "--gold", filepath.Join(dir, "gold"), "--out", dir)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	body := func(file string) string {
		table, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		return string(table)
	}
	for _, file := range []string{"main.weights.tsv", "subject.weights.tsv", "period.weights.tsv"} {
		if _, err := fitted.Load(file, body(file)); err != nil {
			t.Error(err)
		}
	}
	for _, file := range []string{"words.weights.tsv", "role.weights.tsv"} {
		c, err := fitted.LoadClasses(file, body(file))
		if err != nil || len(c.Names) != 1 {
			t.Errorf("%s: %v, %v", file, c, err)
		}
	}
}
