package quantity

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestReadNFD reads decomposed text as its composed form, with offsets into
// the text as given.
func TestReadNFD(t *testing.T) {
	composed := "Toàn tỉnh còn gần 1,2 nghìn hộ nghèo, trợ cấp 5 tỷ 420 triệu đồng."
	text := norm.NFD.String(composed)
	want, got := Read(composed), Read(text)
	if len(got) != len(want) {
		t.Fatalf("%d mentions, want %d", len(got), len(want))
	}
	for i := range want {
		w, g := want[i], got[i]
		if quote := norm.NFC.String(text[g.Start:g.End]); quote != composed[w.Start:w.End] {
			t.Errorf("stands at %q, want %q", quote, composed[w.Start:w.End])
		}
		if noun := norm.NFC.String(text[g.UnitStart:g.UnitEnd]); noun != composed[w.UnitStart:w.UnitEnd] {
			t.Errorf("unit at %q, want %q", noun, composed[w.UnitStart:w.UnitEnd])
		}
		if g.Value.Cmp(&w.Value) != 0 || g.Unit != w.Unit || g.Bound != w.Bound {
			t.Errorf("%v %s %s, want %v %s %s", &g.Value, g.Unit, g.Bound, &w.Value, w.Unit, w.Bound)
		}
	}
}
