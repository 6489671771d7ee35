package area_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
)

func load(t testing.TB) *area.Gazetteer {
	t.Helper()
	g, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

var kinds = map[area.Kind]string{
	area.WholeCountry: "country", area.ProvinceName: "province", area.Region: "region", area.District: "district",
	area.Commune: "commune", area.Foreign: "foreign", area.Several: "several", area.BackRef: "back",
}

// show renders mentions for tables: words/kind, and ! for a part of a name.
func show(text string, ms []area.Mention) string {
	var all []string
	for _, m := range ms {
		s := text[m.Start:m.End] + "/" + kinds[m.Kind]
		if m.InName {
			s += "!"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestFind(t *testing.T) {
	g := load(t)
	for _, tt := range []struct{ text, want string }{
		{"Tỉnh Quảng Nam và TP.HCM, Hoà Bình", "Tỉnh Quảng Nam/province TP.HCM/province Hoà Bình/province"},
		{"vì hòa bình ở Thái Bình Dương", ""},
		{"huyện Quảng Ninh, tỉnh Quảng Bình", "huyện Quảng Ninh/district tỉnh Quảng Bình/province"},
		{"TP Bến Tre và TX Sông Cầu", "TP Bến Tre/district TX Sông Cầu/district"},
		{"ông Nguyễn Bình Dương ở đường Quảng Trị", "Bình Dương/province! Quảng Trị/province!"},
		{"Phóng viên Báo Thái Bình phỏng vấn", "Thái Bình/province!"},
		{"Trường Cao đẳng nghề Công nghệ cao Hà Nội", "Hà Nội/province!"},
		{"Sở Y tế Hà Nội", "Hà Nội/province"},
		{"toàn tỉnh còn 12 hộ; các tỉnh, thành phố khác", "toàn tỉnh/back"},
		{"Năm tỉnh Tây Nguyên; cả nước", "Tây Nguyên/region cả nước/country"},
		{"xã Việt Thành, phường 12, thôn 3; toàn xã hội", "xã Việt Thành/commune phường 12/commune thôn 3/commune"},
		{"xã Sơn Kim 2 còn 6,7%", "xã Sơn Kim 2/commune"},
		{"Nhật Bản, Hàn Quốc, Đài Loan (Trung Quốc), Lào", "Nhật Bản/foreign Hàn Quốc/foreign Đài Loan (Trung Quốc)/foreign Lào/foreign"},
		{"sang Mỹ; bà Mỹ; ông Đức", "Mỹ/foreign"},
		{"TỈNH HẢI DƯƠNG", "TỈNH HẢI DƯƠNG/province"},
		{"Chủ tịch UBND TP Hà Nội Nguyễn Văn An", "TP Hà Nội/province"},
		{"Chủ tịch UBND huyện Nguyễn Văn An", "huyện/back"},
		{"huyện Đăk Glei, huyện Xyz Abc", "huyện Đăk Glei/district huyện Xyz Abc/district"},
	} {
		if got := show(tt.text, g.Find(tt.text)); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestResolveByDivision(t *testing.T) {
	g := load(t)
	before, after := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		text      string
		period    period.Period
		published time.Time
		want      string
	}{
		{"Yên Bái", "2024", after, "15@63 "},
		{"Yên Bái", "2026-Q1", after, "15@34 Yên Bái cũ"},
		{"Lào Cai", "2026", after, "15@34 "},
		{"Lào Cai cũ", "2026", after, "15@34 Lào Cai cũ"},
		{"Lào Cai", "2025-01-01/P6M", after, "10@63 "},
		{"Lào Cai", "2025", after, "15@34 "},
		{"Lào Cai", "2025", before, "10@63 "},
		{"TP.HCM", "", after, "79@34 "},
		{"huyện Ba Vì", "2024", before, "01@63 huyện Ba Vì"},
		{"huyện Trấn Yên", "2026", after, "15@34 huyện Trấn Yên"},
		{"Tây Nguyên", "2024", before, "VN@0 Tây Nguyên"},
		{"Nhật Bản", "2024", before, "JP@0 "},
	} {
		m := g.Find(tt.text)[0]
		r := g.Resolve(m, tt.period, tt.published, area.Ref{})
		if got := fmt.Sprintf("%s@%d %s", r.Code, r.Division, r.Locality); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.text, tt.period, got, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	g := load(t)
	for _, tt := range []struct{ in, want string }{
		{"Yên Bái", "15@63"}, {"yen bai", "15@63"}, {"15@34", "15@34"}, {"Lào Cai@34", "15@34"}, {"lao cai", "10@63"},
		{"TP HCM", "79@63"}, {"tphcm@34", "79@34"}, {"tỉnh Hà Nam", "35@63"}, {"VN", "VN@0"}, {"cả nước", "VN@0"},
		{"01", "01@63"}, {"Nhật Bản", "JP@0"}, {"jp", "JP@0"}, {"Huế@34", "46@34"}, {"Đắc Lắc", "66@63"}, {"BR-VT", "77@63"},
	} {
		r, err := g.Parse(tt.in)
		if got := fmt.Sprintf("%s@%d", r.Code, r.Division); err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ in, part string }{
		{"15", "Yên Bái"}, {"15", "Lào Cai"}, {"03", "no province"}, {"15@62", "want 63 or 34"}, {"Yên Bía", "Yên Bái"}, {"Quảng Nnam", "Quảng Nam"}, {"zzzzzz", "unknown"}, {"Yên Bái@34", "unknown"},
	} {
		if _, err := g.Parse(tt.in); err == nil || !strings.Contains(err.Error(), tt.part) {
			t.Errorf("Parse(%q): %v, want an error with %q", tt.in, err, tt.part)
		}
	}
}
