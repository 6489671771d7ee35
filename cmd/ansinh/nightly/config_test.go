package nightly_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

// Every key of the configuration stands in the reference, with words on what it
// means above it, and the reference is a configuration that loads.
func TestReferenceIsWhole(t *testing.T) {
	var c nightly.Config
	md, err := toml.Decode(nightly.Reference, &c)
	if err != nil {
		t.Fatal(err)
	}
	if extra := md.Undecoded(); len(extra) > 0 {
		t.Errorf("the reference has keys that nobody reads: %v", extra)
	}
	var walk func(v reflect.Type, path []string)
	walk = func(v reflect.Type, path []string) {
		for i := range v.NumField() {
			f := v.Field(i)
			key := append(path[:len(path):len(path)], f.Tag.Get("toml"))
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, key)
			} else if !md.IsDefined(key...) {
				t.Errorf("the reference lacks %s", strings.Join(key, "."))
			}
		}
	}
	walk(reflect.TypeFor[nightly.Config](), nil)
	lines := strings.Split(nightly.Reference, "\n")
	for i, line := range lines {
		if strings.Contains(line, " = ") && !strings.HasPrefix(line, "#") && !strings.HasPrefix(lines[i-1], "#") {
			t.Errorf("config.toml:%d: no words on what it means", i+1)
		}
	}
	if _, err := nightly.Load(write(t, nightly.Reference)); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ansinh.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	path := write(t, "data = 'd'\n[schedule]\nbudget = '90m'\n")
	c, err := nightly.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(filepath.Dir(path), "d"); c.Data != want {
		t.Errorf("data is %s, want %s", c.Data, want)
	}
	if c.Schedule.Budget != 90*time.Minute || c.Schedule.Timezone != "Asia/Ho_Chi_Minh" || c.Health.History != 14 {
		t.Errorf("budget %v, time zone %s, history %d: want 90m and the defaults", c.Schedule.Budget, c.Schedule.Timezone, c.Health.History)
	}
}

// What is wrong is named with its line, and a secret in the wrong place is not
// repeated.
func TestLoadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"data = 'd'\n\nsorces = 'x'\n":           ":3: unknown key sorces",
		"[schedule]\n# none\ntime = '1'\n":       ":3: unknown key schedule.time",
		"[schdule]\nat = '1'\n":                  ":1: unknown key schdule",
		"[schedule]\nat = 'noon'\n":              `:2: schedule.at: "noon": want five fields`,
		"[schedule]\nat = '61 2 * * *'\n":        `:2: schedule.at: "61 2 * * *": end of range (61) above maximum`,
		"[schedule]\n\ntimezone = 'Hanoi'\n":     ":3: schedule.timezone: unknown time zone Hanoi",
		"[schedule]\nbudget = '-2h'\n":           ":2: schedule.budget: -2h0m0s: want no negative time",
		"[schedule]\nbudget = 'soon'\n":          ":2: schedule.budget: invalid duration",
		"[schedule]\nbudget = 7200\n":            `:2: schedule.budget: want a time with its unit, like "90m"`,
		"[gate]\nmax_loss = '3'\n":               ":2: gate.max_loss: ",
		"[health]\nsample = 0\n":                 ":2: health.sample: 0: want at least 1",
		"[gate]\nmax_shift = 0.5\n":              ":2: gate.max_shift: 0.5: want a number from 1 to",
		"[gate]\nmax_loss = nan\n":               ":2: gate.max_loss: NaN",
		"[report]\nwebhook = 'ftp://x/s3cr3t'\n": `:2: report.webhook: want an http or https URL, or where it is`,
		"[report]\nwebhook_token = 's3cr3t'\n":   `:2: report.webhook_token: want where the secret is`,
		"[log]\nformat = 'xml'\n":                `:2: log.format: "xml": want text or json`,
		"[metrics]\nlisten = '9464'\n":           `:2: metrics.listen: "9464": want address:port`,
		"resolve = ['a.test']\n":                 `:1: resolve: "a.test": want host=address:port`,
		"data = \n":                              ":1: ",
	} {
		_, err := nightly.Load(write(t, text))
		if err == nil || !strings.Contains(err.Error(), "ansinh.toml"+want) {
			t.Errorf("%q: error %v, want …ansinh.toml%s", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("the error has the secret in it: %v", err)
		}
	}
}

func TestSecret(t *testing.T) {
	t.Setenv("ANSINH_TEST_TOKEN", "from env")
	path := write(t, "from file\n")
	for secret, want := range map[nightly.Secret]string{"": "", "env:ANSINH_TEST_TOKEN": "from env",
		nightly.Secret("file:" + path): "from file"} {
		if got, err := secret.Value(); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", secret, got, err, want)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []nightly.Secret{"env:ANSINH_TEST_NONE", nightly.Secret("file:" + path)} {
		if got, err := secret.Value(); err == nil {
			t.Errorf("%s: %q, want an error", secret, got)
		}
	}
}
