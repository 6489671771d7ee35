package publish_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// A document with one fact is loaded and published; a reader asks for it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "ansinh")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := warehouse.Open(ctx, filepath.Join(dir, "pipeline.duckdb"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	loaded, err := db.Load(ctx, warehouse.Batch{
		Source: warehouse.Source{ID: "bao-a", Name: "Báo A"},
		Document: extract.Document{
			ID: "https://bao-a.vn/1", URL: "https://bao-a.vn/1", Published: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC),
			Snapshot: extract.Snapshot{URL: "https://bao-a.vn/1", FetchedAt: time.Date(2024, 3, 25, 0, 0, 0, 0, time.UTC),
				SHA256: "9f86d081"},
		},
		Facts: []normalize.Fact{{
			ID: "00000000000000a1", Start: 4, End: 9, Quote: "4,50%", Sentence: "Còn 4,50% hộ nghèo.",
			Indicator: "poverty_rate", Area: "15", Division: 63, Period: "2023", Role: normalize.Level,
			Value: *apd.New(450, -2), Unit: "percent", Bound: "=", Status: normalize.Observed,
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaded.Facts, "fact")

	if _, err := publish.Publish(ctx, db, dir, 1); err != nil {
		log.Fatal(err)
	}
	r, err := publish.Open(ctx, dir)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	rows, err := r.Query(ctx, `SELECT stated, quote, source, published, fetched_at FROM current_facts`)
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		for i, v := range rows.Row() {
			fmt.Printf("%s: %s\n", rows.Columns()[i].Name, v.Text)
		}
	}
	if err := rows.Err(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 fact
	// stated: 4.50
	// quote: 4,50%
	// source: Báo A
	// published: 2024-01-14
	// fetched_at: 2024-03-25 00:00:00
}
