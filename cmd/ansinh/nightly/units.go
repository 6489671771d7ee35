package nightly

import (
	"embed"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"text/template"
)

//go:embed units
var unitFiles embed.FS

// Units are the files that WriteUnit knows, by the word that asks for each.
var Units = map[string]string{"service": "ansinh-nightly.service", "timer": "ansinh-nightly.timer", "crontab": "crontab"}

// Unit says what is to be started: all paths are absolute.
type Unit struct {
	Program string // this program
	Config  string
	Data    string
	At      string // five fields of cron
	Zone    string // IANA
}

// WriteUnit writes a unit of systemd or a line of crontab: kind is a key of Units.
func (u Unit) WriteUnit(w io.Writer, kind string) error {
	name, ok := Units[kind]
	if !ok {
		return fmt.Errorf("unknown unit %q: want service, timer or crontab", kind)
	}
	t, err := template.ParseFS(unitFiles, path.Join("units", name))
	if err != nil {
		return err
	}
	return t.Execute(w, u)
}

// weekdays are those of cron as systemd names them.
var weekdays = strings.NewReplacer("0", "Sun", "1", "Mon", "2", "Tue", "3", "Wed", "4", "Thu", "5", "Fri", "6", "Sat", "7", "Sun")

var everyNth = regexp.MustCompile(`\*/(\d+)`)

// Calendar is the schedule as systemd writes it.
func (u Unit) Calendar() string {
	f := strings.Fields(u.At)
	for i := range f {
		first := "0"
		if i == 2 || i == 3 { // days and months count from one
			first = "1"
		}
		f[i] = everyNth.ReplaceAllString(strings.ReplaceAll(f[i], "-", ".."), first+"/$1")
	}
	minute, hour, day, month, weekday := f[0], f[1], f[2], f[3], f[4]
	two := func(s string) string {
		if len(s) == 1 && s != "*" {
			return "0" + s
		}
		return s
	}
	when := fmt.Sprintf("*-%s-%s %s:%s:00 %s", month, day, two(hour), two(minute), u.Zone)
	if weekday != "*" {
		when = weekdays.Replace(weekday) + " " + when
	}
	return when
}
