package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrNoFact is returned by History where no reading has the fact_id.
var ErrNoFact = errors.New("no such fact")

// Reading is one reading of a fact with its proof. A fact has several where
// its page has changed or a new version of the reader understood it otherwise.
type Reading struct {
	FactID    string
	Indicator string // code; empty where the catalogue lacks it
	Area      string // code, with Division
	Division  int
	AreaName  string // Vietnamese; the code where areas has none
	Locality  string
	Part      string
	Period    string // SDMX
	Role      string
	Stated    string // bound, digits at their published precision, upper end
	Unit      string
	Base      string
	Status    string // A, E or F

	Quote    string // the number as written, a slice of Sentence
	QuoteAt  int    // where Quote starts in Sentence, in code points
	Sentence string
	Rule     string
	Version  string // of the reader that first gave it

	Source    string // name
	Publisher string // empty where unknown
	Title     string
	Author    string
	Published time.Time // date, at UTC midnight; zero where unknown
	URL       string    // canonical
	PageURL   string    // that answered, after redirects
	FetchedAt time.Time
	SHA256    string // of the snapshot: the key in the archive

	ValidFrom time.Time
	ValidTo   time.Time // zero while it holds
}

// History returns every reading of a fact, the first one first. The error is
// ErrNoFact where there has never been one of that fact_id.
func (r reads) History(ctx context.Context, factID string) ([]Reading, error) {
	rows, err := r.sql.QueryContext(ctx, `
		SELECT h.fact_id, h.indicator, h.area, h.division, coalesce(a.name_vi, h.area), h.locality, h.part, h.period,
			h.role, h.stated, h.unit, h.base, h.status,
			h.quote, h.span_start - h.sentence_start, h.sentence, h.rule, h.extractor_version,
			h.source, coalesce(s.publisher, ''), h.title, d.author, h.published, h.url, h.snapshot_url, h.fetched_at,
			h.sha256, h.valid_from, h.valid_to
		FROM fact_history(?) AS h
		JOIN documents AS d ON d.document_id = h.document_id
		LEFT JOIN sources AS s ON s.source_id = h.source_id
		LEFT JOIN areas AS a ON a.division = h.division AND a.area = h.area
		ORDER BY h.valid_from, h.valid_to NULLS LAST`, factID)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", factID, err)
	}
	defer rows.Close()
	var all []Reading
	for rows.Next() {
		var h Reading
		var published, validTo sql.NullTime
		err := rows.Scan(&h.FactID, &h.Indicator, &h.Area, &h.Division, &h.AreaName, &h.Locality, &h.Part, &h.Period,
			&h.Role, &h.Stated, &h.Unit, &h.Base, &h.Status,
			&h.Quote, &h.QuoteAt, &h.Sentence, &h.Rule, &h.Version,
			&h.Source, &h.Publisher, &h.Title, &h.Author, &published, &h.URL, &h.PageURL, &h.FetchedAt, &h.SHA256, &h.ValidFrom, &validTo)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", factID, err)
		}
		h.Published, h.ValidTo = published.Time, validTo.Time
		all = append(all, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("history of %s: %w", factID, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoFact, factID)
	}
	return all, nil
}

// Behind returns the ids of all current facts that say what a fact says: the
// same indicator of the same area and period, in whatever document.
func (r reads) Behind(ctx context.Context, factID string) ([]string, error) {
	rows, err := r.sql.QueryContext(ctx, `SELECT fact_id FROM facts_behind((SELECT observation_id FROM observations WHERE fact_id = ?))
		ORDER BY published DESC NULLS LAST, fact_id`, factID)
	if err != nil {
		return nil, fmt.Errorf("facts behind %s: %w", factID, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("facts behind %s: %w", factID, err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("facts behind %s: %w", factID, err)
	}
	return all, nil
}

// AppliedCorrection is a correction with the time it has held.
type AppliedCorrection struct {
	Action, By, Why string
	Set             string // what an override gives other values: "value 34651, area 01@63"
	On              string // day
	ValidFrom       time.Time
	ValidTo         time.Time // zero while it holds
}

// CorrectionsOf returns every correction there has been of a fact, the first
// one first.
func (r reads) CorrectionsOf(ctx context.Context, factID string) ([]AppliedCorrection, error) {
	rows, err := r.sql.QueryContext(ctx, `SELECT action, corrected_by, reason,
			concat_ws(', ', 'indicator ' || indicator, 'area ' || area || CASE WHEN division > 0 THEN '@' || division
				ELSE '' END, 'locality ' || locality, 'period ' || period, 'role ' || role,
				'value ' || written(value, value_exponent), 'value_high ' || written(value_high, value_high_exponent),
				'unit ' || unit, 'bound ' || bound,
				'part ' || part, 'base ' || base, 'status ' || status),
			CAST(corrected_on AS VARCHAR), valid_from, valid_to
		FROM corrections WHERE fact_id = ? ORDER BY valid_from`, factID)
	if err != nil {
		return nil, fmt.Errorf("corrections of %s: %w", factID, err)
	}
	defer rows.Close()
	var all []AppliedCorrection
	for rows.Next() {
		var c AppliedCorrection
		var validTo sql.NullTime
		if err := rows.Scan(&c.Action, &c.By, &c.Why, &c.Set, &c.On, &c.ValidFrom, &validTo); err != nil {
			return nil, fmt.Errorf("corrections of %s: %w", factID, err)
		}
		c.ValidTo = validTo.Time
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("corrections of %s: %w", factID, err)
	}
	return all, nil
}
