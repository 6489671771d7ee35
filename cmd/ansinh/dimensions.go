package main

import (
	"context"
	"errors"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/warehouse"
)

// dimensions stores what facts refer to: indicators, areas and sources.
func (r *reader) dimensions(ctx context.Context, db *warehouse.DB) error {
	var indicators []warehouse.Indicator
	for _, i := range r.catalogue.All() {
		indicators = append(indicators, warehouse.Indicator{Code: i.Code, Topic: i.Topic, Kind: i.Kind, Unit: i.Unit,
			NameVI: i.NameVI, NameEN: i.NameEN, Rate: i.Rate})
	}
	return errors.Join(
		db.PutIndicators(ctx, indicators),
		db.PutAreas(ctx, areaRows(r.areas)),
		db.PutSources(ctx, sourceRows(r.sources)),
	)
}

func sourceRows(sources []crawlers.Source) []warehouse.Source {
	var rows []warehouse.Source
	for _, s := range sources {
		rows = append(rows, warehouse.Source{ID: s.ID, Name: s.Name, Publisher: s.Publisher, Homepage: s.Scheme + "://" + s.Domain + "/"})
	}
	return rows
}

// areaRows are the provinces of both divisions and the country. The country's
// division is 0: it is the same in both.
func areaRows(g *area.Gazetteer) []warehouse.Area {
	country := area.Ref{Code: area.Country}
	rows := []warehouse.Area{{Code: area.Country, NameVI: g.Name(country, "vi"), NameEN: g.Name(country, "en")}}
	for _, division := range []int{area.Division63, area.Division34} {
		for _, p := range g.Provinces(division) {
			row := warehouse.Area{
				Division: division, Code: p.Code, NameVI: p.Name, NameEN: p.English, Kind: p.Kind, Region: p.Region,
				Predecessors: p.Predecessors, Successor: p.Successor,
			}
			if division == area.Division63 {
				row.From, row.To = date(2008, 8, 1), date(2025, 6, 30)
			} else {
				row.From = date(2025, 7, 1)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
