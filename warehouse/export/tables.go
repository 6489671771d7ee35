package export

import (
	"strconv"
	"strings"
	"time"
)

// The tables that observations refer to, each with its header.

func sourceRows(d Data) [][]string {
	rows := [][]string{{"source_id", "name", "publisher", "homepage"}}
	for _, s := range d.Sources {
		rows = append(rows, []string{s.ID, s.Name, s.Publisher, s.Homepage})
	}
	return rows
}

func indicatorRows(d Data) [][]string {
	rows := [][]string{{"indicator", "topic", "kind", "unit", "name_vi", "name_en"}}
	for _, i := range d.Indicators {
		rows = append(rows, []string{i.Code, i.Topic, i.Kind, i.Unit, i.NameVI, i.NameEN})
	}
	return rows
}

func areaRows(d Data) [][]string {
	rows := [][]string{{"division", "area", "name_vi", "name_en", "kind", "region", "valid_from", "valid_to", "predecessors", "successor"}}
	for _, a := range d.Areas {
		rows = append(rows, []string{strconv.Itoa(a.Division), a.Code, a.NameVI, a.NameEN, a.Kind, a.Region, day(a.From),
			day(a.To), strings.Join(a.Predecessors, " "), a.Successor})
	}
	return rows
}

func columnRows() [][]string {
	rows := [][]string{{"column", "english", "vietnamese", "meaning"}}
	cols, err := columns()
	if err != nil {
		return rows // observations, which come first, have reported it
	}
	for _, c := range cols {
		rows = append(rows, []string{c.name, c.english, c.vietnamese, c.description})
	}
	return rows
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
