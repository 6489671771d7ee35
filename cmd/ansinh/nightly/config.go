package nightly

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a container often has none

	"github.com/BurntSushi/toml"
)

// Reference is the configuration with every key, its default and what it means.
//
//go:embed config.toml
var Reference string

// Config is the configuration of an installation; config.toml says what each
// key means.
type Config struct {
	Data      string   `toml:"data"`
	Sources   string   `toml:"sources"`
	UserAgent string   `toml:"user_agent"`
	Resolve   []string `toml:"resolve"`

	Schedule struct {
		At           string        `toml:"at"`
		Timezone     string        `toml:"timezone"`
		Budget       time.Duration `toml:"budget"`
		ResumeWithin time.Duration `toml:"resume_within"`
	} `toml:"schedule"`
	Health struct {
		History      int `toml:"history"`
		LeastHistory int `toml:"least_history"`
		Sample       int `toml:"sample"`
		LeastPages   int `toml:"least_pages"`
		ClearAfter   int `toml:"clear_after"`
	} `toml:"health"`
	Gate struct {
		MaxLoss           float64 `toml:"max_loss"`
		MaxGrowth         float64 `toml:"max_growth"`
		MaxShift          float64 `toml:"max_shift"`
		MaxContradictions float64 `toml:"max_contradictions"`
	} `toml:"gate"`
	Report struct {
		Directory    string   `toml:"directory"`
		Command      []string `toml:"command"`
		Webhook      Secret   `toml:"webhook"`
		WebhookToken Secret   `toml:"webhook_token"`
		When         string   `toml:"when"`
	} `toml:"report"`
	Log struct {
		Format string `toml:"format"`
		Level  string `toml:"level"`
	} `toml:"log"`
	Metrics struct {
		File   string `toml:"file"`
		Listen string `toml:"listen"`
	} `toml:"metrics"`
	Keep struct {
		Copies       int   `toml:"copies"`
		Earlier      int   `toml:"earlier"`
		Reports      int   `toml:"reports"`
		Pages        int   `toml:"pages"`
		CompactBelow int64 `toml:"compact_below"`
	} `toml:"keep"`
}

// Default returns the configuration of Reference.
func Default() *Config {
	c := new(Config)
	if _, err := toml.Decode(Reference, c); err != nil {
		panic(err) // embedded, and tried by a test
	}
	return c
}

// Load reads a configuration over the default one. An error names the file, the
// line and the key. Paths in it are taken from the directory of the file.
func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	c := Default()
	md, err := toml.NewDecoder(bytes.NewReader(data)).Decode(c)
	if err != nil {
		return nil, atLine(path, string(data), err)
	}
	at := func(key string) string { return fmt.Sprintf("%s:%d", path, keyLine(string(data), key)) }
	for _, k := range md.Undecoded() {
		return nil, fmt.Errorf("%s: unknown key %s", at(k.String()), k)
	}
	for _, k := range []string{"schedule.budget", "schedule.resume_within"} { // an integer would be nanoseconds
		if kind := md.Type(strings.Split(k, ".")...); kind == "Integer" || kind == "Float" {
			return nil, fmt.Errorf("%s: %s: want a time with its unit, like \"90m\" or \"2h\"", at(k), k)
		}
	}
	for _, v := range c.validity() {
		if v.wrong != nil {
			return nil, fmt.Errorf("%s: %s: %w", at(v.key), v.key, v.wrong)
		}
	}
	dir := filepath.Dir(path)
	for _, p := range []*string{&c.Data, &c.Sources, &c.Report.Directory, &c.Metrics.File} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	return c, nil
}

type validity struct {
	key   string
	wrong error
}

// validity says what is wrong with each key that can be wrong.
func (c *Config) validity() []validity {
	least := func(n, least int) error {
		if n < least {
			return fmt.Errorf("%d: want at least %d", n, least)
		}
		return nil
	}
	percent := func(p, least, most float64) error {
		if !(p >= least && p <= most) {
			return fmt.Errorf("%v: want a number from %v to %v", p, least, most)
		}
		return nil
	}
	_, zone := time.LoadLocation(c.Schedule.Timezone)
	all := []validity{
		{"data", given(c.Data)},
		{"resolve", hosts(c.Resolve)},
		{"schedule.at", cronForm(c.Schedule.At)},
		{"schedule.timezone", zone},
		{"schedule.budget", notNegative(c.Schedule.Budget)},
		{"schedule.resume_within", notNegative(c.Schedule.ResumeWithin)},
		{"health.history", least(c.Health.History, 1)},
		{"health.least_history", least(c.Health.LeastHistory, 1)},
		{"health.sample", least(c.Health.Sample, 1)},
		{"health.least_pages", least(c.Health.LeastPages, 1)},
		{"health.clear_after", least(c.Health.ClearAfter, 1)},
		{"gate.max_loss", percent(c.Gate.MaxLoss, 0, 100)},
		{"gate.max_growth", percent(c.Gate.MaxGrowth, 0, 1e6)},
		{"gate.max_shift", percent(c.Gate.MaxShift, 1, 1e6)},
		{"gate.max_contradictions", percent(c.Gate.MaxContradictions, 0, 100)},
		{"report.webhook", c.Report.Webhook.checkURL()},
		{"report.webhook_token", c.Report.WebhookToken.check()},
		{"report.when", oneOf(c.Report.When, "changes", "always")},
		{"log.format", oneOf(c.Log.Format, "text", "json")},
		{"log.level", oneOf(c.Log.Level, "debug", "info", "warn", "error")},
		{"metrics.listen", listenable(c.Metrics.Listen)},
		{"keep.copies", least(c.Keep.Copies, 0)},
		{"keep.earlier", least(c.Keep.Earlier, 0)},
		{"keep.reports", least(c.Keep.Reports, 1)},
		{"keep.pages", least(c.Keep.Pages, 1)},
		{"keep.compact_below", least(int(c.Keep.CompactBelow), 0)},
	}
	return all
}

func given(s string) error {
	if s == "" {
		return errors.New("want a directory")
	}
	return nil
}

func hosts(pairs []string) error {
	for _, p := range pairs {
		if host, address, ok := strings.Cut(p, "="); !ok || host == "" || listenable(address) != nil || address == "" {
			return fmt.Errorf("%q: want host=address:port", p)
		}
	}
	return nil
}

func notNegative(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("%v: want no negative time", d)
	}
	return nil
}

func oneOf(s string, words ...string) error {
	if !slices.Contains(words, s) {
		return fmt.Errorf("%q: want %s", s, strings.Join(words, " or "))
	}
	return nil
}

func listenable(s string) error {
	if _, _, err := net.SplitHostPort(s); s != "" && err != nil {
		return fmt.Errorf("%q: want address:port", s)
	}
	return nil
}

// Secret says where a secret is. It has none in it, and is safe to print.
type Secret string

func (s Secret) check() error {
	if s == "" || strings.HasPrefix(string(s), "env:") || strings.HasPrefix(string(s), "file:") {
		return nil
	}
	// What it is is not repeated: it may be the secret itself.
	return errors.New(`want where the secret is, "env:NAME" or "file:/path", not the secret itself`)
}

// checkURL reports what is neither an http or https URL nor where one is. It is
// not repeated: those of many services have a key in their path.
func (s Secret) checkURL() error {
	if s == "" || s.check() == nil {
		return nil
	}
	if u, err := url.Parse(string(s)); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New(`want an http or https URL, or where it is: "env:NAME" or "file:/path"`)
	}
	return nil
}

// URL returns the URL that is given, or that is where it says. An error does
// not repeat it.
func (s Secret) URL() (string, error) {
	if s == "" || s.check() != nil {
		return string(s), nil
	}
	value, err := s.Value()
	if err == nil && (value == "" || Secret(value).check() == nil || Secret(value).checkURL() != nil) {
		err = fmt.Errorf("what %s holds is no http or https URL", s)
	}
	return value, err
}

// Value returns the secret; it is empty where none is configured.
func (s Secret) Value() (string, error) {
	switch kind, where, _ := strings.Cut(string(s), ":"); kind {
	case "env":
		value, ok := os.LookupEnv(where)
		if !ok {
			return "", fmt.Errorf("secret: the environment has no %s", where)
		}
		return value, nil
	case "file":
		info, err := os.Stat(where)
		if err != nil {
			return "", fmt.Errorf("secret: %w", err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", fmt.Errorf("secret: %s can be read by others: %w", where, fs.ErrPermission)
		}
		data, err := os.ReadFile(where)
		return strings.TrimSpace(string(data)), err
	}
	return "", nil
}

// Location is the time zone of the schedule and of the reports.
func (c *Config) Location() *time.Location {
	zone, err := time.LoadLocation(c.Schedule.Timezone)
	if err != nil {
		panic(err) // Load has tried it
	}
	return zone
}

var tomlLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key "([^)]*)"\))?: (.*)`)

// atLine puts file, line and key before an error of the toml package, which has
// them in its text only. Where the line is not that of the last key, it is not
// that key which is wrong.
func atLine(path, data string, err error) error {
	m := tomlLine.FindStringSubmatch(err.Error())
	switch {
	case m == nil:
		return fmt.Errorf("%s: %w", path, err)
	case m[2] == "" || strconv.Itoa(keyLine(data, m[2])) != m[1]:
		return fmt.Errorf("%s:%s: %s", path, m[1], m[3])
	}
	return fmt.Errorf("%s:%s: %s: %s", path, m[1], m[2], m[3])
}

// keyLine is the line that sets a key, or that of its table where none does: an
// omitted key has its default.
func keyLine(data, key string) int {
	table, found := "", 1
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			head, _, _ = strings.Cut(head, "]")
			table = strings.TrimSpace(head) + "."
			if strings.HasPrefix(key, table) || key+"." == table {
				found = i + 1
			}
		} else if name, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") && table+strings.TrimSpace(name) == key {
			return i + 1
		}
	}
	return found
}
