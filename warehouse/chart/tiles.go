package chart

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed tiles_63.csv
var tiles63 string

//go:embed tiles_34.csv
var tiles34 string

// tile is a province's place on the map.
type tile struct {
	area           string
	row, column    int
	nameVI, nameEN string
	shortVI        string // empty where the name is short enough
	shortEN        string
}

// tilesOf returns the tiles of a division in the order of their codes.
func tilesOf(division int) ([]tile, error) {
	file := map[int]string{63: tiles63, 34: tiles34}[division]
	if file == "" {
		return nil, fmt.Errorf("draw division %d: want 63 or 34", division)
	}
	r := csv.NewReader(strings.NewReader(file))
	r.Comment, r.FieldsPerRecord = '#', 7
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("tiles_%d.csv: %w", division, err)
	}
	var tiles []tile
	for i, rec := range records[1:] {
		row, err := strconv.Atoi(rec[1])
		column, err2 := strconv.Atoi(rec[2])
		if err != nil || err2 != nil {
			return nil, fmt.Errorf("tiles_%d.csv: province %d: row %q, column %q", division, i+1, rec[1], rec[2])
		}
		tiles = append(tiles, tile{rec[0], row, column, rec[3], rec[4], rec[5], rec[6]})
	}
	return tiles, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
