package quantity

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/nfc"
)

func TestSampleNews(t *testing.T) {
	dir := os.Getenv("SAMPLE")
	if dir == "" {
		t.Skip()
	}
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	n, _ := strconv.Atoi(os.Getenv("N"))
	kind := os.Getenv("KIND")
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	names, _ := filepath.Glob(dir + "/*.txt")
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	k := 0
	for _, name := range names {
		b, _ := os.ReadFile(name)
		s := nfc.Of(string(b)).NFC
		var ms []Mention
		for _, m := range Read(s) {
			if m.Kind.String() == kind || kind == "nonnumber" && m.Kind != Number {
				ms = append(ms, m)
			}
		}
		if len(ms) == 0 {
			continue
		}
		m := ms[rng.IntN(len(ms))]
		from, to := max(0, m.Start-70), min(len(s), m.End+45)
		for !utf8.RuneStart(s[from]) {
			from++
		}
		for to < len(s) && !utf8.RuneStart(s[to]) {
			to++
		}
		v := m.Value.Text('f')
		if m.HasHigh {
			v += ".." + m.High.Text('f')
		}
		ctx := strings.ReplaceAll(s[from:m.Start]+"⟦"+s[m.Start:m.End]+"⟧"+s[m.End:to], "\n", "⏎")
		fmt.Printf("%d. %s ## %v %s%s %s [%s] {%s|%s}%s\n", k, ctx, m.Kind, m.Bound, v, m.Unit, s[m.UnitStart:m.UnitEnd], m.Rule, m.UnitRule, map[bool]string{true: " AMBIG"}[m.Ambiguous])
		if k++; k >= n {
			return
		}
	}
}
