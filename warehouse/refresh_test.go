package warehouse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
)

// Go and SQL give an observation the same number.
func TestObservationNumbers(t *testing.T) {
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. Là [0,70%]. Và [5%]. ", func(f *normalize.Fact) {
		if f.Quote == "0,70%" {
			f.Locality, f.Part, f.Division, f.Area = "huyện Mỹ Đức", "dân tộc thiểu số", 0, "VN"
		}
		if f.Quote == "5%" {
			f.Indicator = ""
		}
	}))
	got := ask(t, db.reads, `SELECT observation_id IS NULL,
		observation_id = observation_key(indicator, division, area, locality, part, period, role, unit) FROM facts
		ORDER BY span_start`)
	if want := "false | true\nfalse | true\ntrue | NULL"; got != want {
		t.Errorf("numbers:\n%s\nwant\n%s", got, want)
	}
}

// release is a text long enough to be known again.
const release = "Theo Sở Lao động, đến cuối năm toàn tỉnh còn [4,50%] hộ nghèo, vượt kế hoạch mà Hội đồng nhân dân tỉnh đã giao từ đầu năm. " +
	"Các địa phương vùng cao được ưu tiên vốn vay, cây giống và đào tạo nghề gắn với thị trường để giữ kết quả ấy lâu dài, với [12,5] tỷ đồng từ ngân sách. "

// from loads a text that a source published on a day.
func from(t *testing.T, db *DB, source, published, text string) Batch {
	t.Helper()
	b := page("https://"+source+".vn/"+published, monday, text, func(f *normalize.Fact) {
		if f.Quote == "12,5" {
			f.Indicator = ""
		}
	})
	b.Document.Published, _ = time.Parse(time.DateOnly, published)
	b.Document.SourceID, b.Source = source, Source{ID: source, Name: "Báo " + source}
	mustLoad(t, db, b)
	return b
}

const voices = `SELECT stated, facts, sources, independent, agreeing, lowest, highest, source_names, source
	FROM observations WHERE indicator <> ''`

// Copies of one text count once, whoever has it and in whatever order they come.
func TestCopiesCountOnce(t *testing.T) {
	db := openTemp(t)
	from(t, db, "b", "2024-01-12", strings.Replace(release, "Theo Sở", "Theo tin từ Sở", 1))
	refresh(t, db)
	from(t, db, "a", "2024-01-10", release)
	refresh(t, db)
	from(t, db, "c", "2024-01-11", "Tỷ lệ hộ nghèo của tỉnh nay còn [4,5%], theo kết quả rà soát mà Ủy ban nhân dân tỉnh phê duyệt; số hộ thoát nghèo nhiều nhất ở ba huyện phía tây.")
	from(t, db, "d", "2024-01-01", "Ước tính tỷ lệ hộ nghèo còn [4,9%]. ")
	refresh(t, db)
	if got, want := ask(t, db.reads, voices),
		"4.50 | 4 | 4 | 3 | 2 | 4.5000000000 | 4.9000000000 | [Báo a, Báo b, Báo c, Báo d] | Báo b"; got != want {
		t.Errorf("observation %s, want %s", got, want)
	}
	if got, want := ask(t, db.reads, `SELECT d.source_id, o.source_id FROM documents AS d
		JOIN documents AS o ON o.document_id = d.copy_of`), "b | a"; got != want {
		t.Errorf("copies %s, want %s", got, want)
	}
	if got, want := ask(t, db.reads, `SELECT count(*), count(DISTINCT source)
		FROM facts_behind((SELECT observation_id FROM observations))`), "4 | 4"; got != want {
		t.Errorf("facts behind it %s, want %s", got, want)
	}
	// The first to have it takes it back: the copy stands on its own.
	db.Now = func() time.Time { return tuesday }
	b := page("https://a.vn/2024-01-10", tuesday, "Bài đã gỡ. ")
	b.Document.SourceID = "a"
	mustLoad(t, db, b)
	if n := refresh(t, db); n.Observations != 1 {
		t.Errorf("refreshed %+v, want one observation", n)
	}
	if got, want := ask(t, db.reads, voices),
		"4.50 | 3 | 3 | 3 | 2 | 4.5000000000 | 4.9000000000 | [Báo b, Báo c, Báo d] | Báo b"; got != want {
		t.Errorf("observation %s, want %s", got, want)
	}
}

func TestLikeTexts(t *testing.T) {
	plain := strings.NewReplacer("[", "", "]", "").Replace(release)
	for _, tt := range []struct {
		other string
		want  bool
	}{
		{plain, true},
		{strings.ToUpper(plain), true},
		{strings.Replace(plain, "4,50%", "4,51%", 1), true},
		{"Tin từ báo bạn: " + plain, true},
		{plain[:len(plain)/3], false},
		{"Tỷ lệ hộ nghèo của tỉnh nay còn 4,5%, theo kết quả rà soát mà Ủy ban nhân dân tỉnh phê duyệt.", false},
	} {
		if got := wordingOf([]string{plain}).like(wordingOf([]string{tt.other})) >= likeness; got != tt.want {
			t.Errorf("%q is like the release: %v, want %v", tt.other, got, tt.want)
		}
	}
	if wordingOf([]string{"Còn 4,5% hộ nghèo."}).bands() != nil {
		t.Error("a text of one short sentence has bands")
	}
}

func TestAgreement(t *testing.T) {
	db := openTemp(t)
	for _, tt := range []struct {
		other string // value, upper end, exponent and bound
		want  string
	}{
		{`4.5, NULL, -1, '='`, "true"}, {`4.53, NULL, -2, '='`, "true"}, {`4.6, NULL, -1, '='`, "false"}, {`5, NULL, 0, '='`, "true"},
		{`4.4, 4.6, -1, '='`, "true"}, {`4.4, NULL, -1, '>'`, "true"}, {`4.6, NULL, -1, '>'`, "false"},
		{`1, NULL, 0, '>'`, "false"}, {`4.6, NULL, -1, '~'`, "true"},
	} {
		if got := ask(t, db.reads, `SELECT agrees(4.53, -2, `+tt.other+`)`); got != tt.want {
			t.Errorf("4.53 agrees with %s: %s, want %s", tt.other, got, tt.want)
		}
	}
}

// What a correction touches says so.
func TestObservationsAreCorrected(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	a := from(t, db, "a", "2024-01-10", "Còn [4,50%] hộ nghèo. ")
	b := from(t, db, "b", "2024-01-09", "Còn [4,60%] hộ nghèo. ")
	refresh(t, db)
	const state = `SELECT stated, facts, corrected, withdrawn, correction, period FROM observations ORDER BY period`
	for _, tt := range []struct {
		name string
		all  Corrections
		want string
	}{
		{"another value", Corrections{a.Facts[0].ID: {Action: Override, By: "An", On: "2024-03-26", Why: "misprint",
			Set: map[string]string{"value": "4.60"}}},
			"4.60 | 2 | 1 | 0 | override by An on 2024-03-26: misprint | 2023"},
		{"another period", Corrections{a.Facts[0].ID: {Action: Override, By: "An", On: "2024-03-26", Why: "last year's",
			Set: map[string]string{"period": "2022"}}},
			"4.50 | 1 | 1 | 0 | override by An on 2024-03-26: last year's | 2022\n4.60 | 1 | 0 | 0 |  | 2023"},
		{"withdrawn", Corrections{a.Facts[0].ID: withdrawal}, "4.60 | 1 | 0 | 1 |  | 2023"},
		{"both withdrawn", Corrections{a.Facts[0].ID: withdrawal, b.Facts[0].ID: withdrawal}, ""},
		{"none", nil, "4.50 | 2 | 0 | 0 |  | 2023"},
	} {
		if _, err := db.PutCorrections(ctx, tt.all); err != nil {
			t.Fatal(err)
		}
		refresh(t, db)
		if got := ask(t, db.reads, state); got != tt.want {
			t.Errorf("%s: observations\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		if err := db.Check(ctx); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Bringing observations up to date step by step gives what working them all
// out anew gives.
func TestRefreshStepByStep(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(t), 0))
	db := openTemp(t)
	corrections := Corrections{}
	var ids []string
	for step := range 12 {
		now := monday.AddDate(0, 0, step)
		db.Now = func() time.Time { return now }
		for range 1 + random.IntN(4) {
			text := fmt.Sprintf("Còn [%d,%d%%] hộ nghèo. ", random.IntN(3), random.IntN(10))
			if random.IntN(2) == 0 {
				text = release
			}
			url := fmt.Sprintf("https://%c.vn/%d", 'a'+rune(random.IntN(4)), random.IntN(6))
			b := page(url, now, text, func(f *normalize.Fact) { f.Area = fmt.Sprintf("%02d", 1+random.IntN(3)) })
			b.Document.SourceID = url[8:9]
			b.Document.Published = monday.AddDate(0, 0, -random.IntN(5))
			mustLoad(t, db, b)
			for _, f := range b.Facts {
				ids = append(ids, f.ID)
			}
		}
		switch id := ids[random.IntN(len(ids))]; random.IntN(4) {
		case 0:
			corrections[id] = withdrawal
		case 1:
			corrections[id] = override
		case 2:
			delete(corrections, id)
		}
		if _, err := db.PutCorrections(context.Background(), corrections); err != nil {
			t.Fatal(err)
		}
		refresh(t, db)
		const state, copies = `FROM observations ORDER BY observation_id`, `SELECT document_id, copy_of FROM documents ORDER BY document_id`
		observations, copied := ask(t, db.reads, state), ask(t, db.reads, copies)
		if _, err := db.conn.ExecContext(context.Background(), `UPDATE documents SET copy_of = NULL;
			DELETE FROM observations; INSERT INTO changes SELECT document_id FROM documents`); err != nil {
			t.Fatal(err)
		}
		refresh(t, db)
		if diff := cmp.Diff(ask(t, db.reads, copies), copied); diff != "" {
			t.Fatalf("step %d: copies (-anew +step by step):\n%s", step, diff)
		}
		if diff := cmp.Diff(ask(t, db.reads, state), observations); diff != "" {
			t.Fatalf("step %d: observations (-anew +step by step):\n%s", step, diff)
		}
	}
}

// What has not changed is not touched.
func TestRefreshOfNothing(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Còn [0,03%]. ")
	mustLoad(t, db, b, page(urlB, monday, "Còn [0,04%]. ", reading("poverty_rate", "02", 63, "2023", "0.04")))
	if n := refresh(t, db); n != (Refreshed{Documents: 2, Observations: 2}) {
		t.Errorf("first: %+v, want two documents and observations", n)
	}
	mustLoad(t, db, b)
	if n := refresh(t, db); n != (Refreshed{}) {
		t.Errorf("same page again: %+v, want nothing", n)
	}
	mustLoad(t, db, page(urlA, tuesday, "Còn [0,05%]. "))
	if n := refresh(t, db); n != (Refreshed{Documents: 1, Observations: 1}) {
		t.Errorf("changed page: %+v, want one document and observation", n)
	}
}
