package quantity

// cue is what a single word near a number says about it.
type cue uint16

const (
	cueVague    cue = 1 << iota // hàng, vài, mỗi: what follows is no exact number, and năm is a year
	cueFiller                   // là, đạt, có: may stand between a bound and its number
	cueCompare                  // cao, ít: with hơn they compare, and bound nothing
	cueMoney                    // kinh phí, vốn: a scaled number after them is in đồng
	cueFunction                 // và, trong: no counted noun
	cueDay                      // ngày, sáng: d/m after them is a date
	cueYear                     // năm, đầu, kể: a bare year may follow
	cueDelay                    // trễ, rút: a span of time after them is measured
	cueExtent                   // dài, rộng: with hơn before a length they bound it
	cueAnimal                   // bò, dê: con after them counts animals
	cueMatch                    // thắng, thua: a-b after them is a score
)

var cueNames = map[string]cue{
	"vague": cueVague, "filler": cueFiller, "compare": cueCompare, "money": cueMoney,
	"function": cueFunction, "day": cueDay, "year": cueYear, "delay": cueDelay,
	"match": cueMatch, "extent": cueExtent, "animal": cueAnimal,
}

// is reports whether the word at token j gives cue c.
func (r *reader) is(j int, c cue) bool {
	return j >= 0 && j < len(r.toks) && r.lex.cues[r.wordAt(j)]&c != 0
}

// markAt returns the mark at token j, 0 for other tokens.
func (r *reader) markAt(j int) rune {
	if j < 0 || j >= len(r.toks) {
		return 0
	}
	return r.toks[j].mark
}

// gluedAt reports whether token j touches the token before it.
func (r *reader) gluedAt(j int) bool {
	return j > 0 && j < len(r.toks) && r.toks[j].glued
}

// stops reports whether token j ends the clause: no word before it says
// anything of a number after it.
func (r *reader) stops(j int) bool {
	if j < 0 || j >= len(r.toks) {
		return true
	}
	switch r.toks[j].mark {
	case '.', ';', '!', '?', '\t', '|', '…':
		return true
	}
	return r.toks[j].kind == lineToken
}

// begins reports whether token j is the first of its line, bullets aside.
func (r *reader) begins(j int) bool {
	for j--; j >= 0; j-- {
		switch r.toks[j].mark {
		case '-', '+', '*', '•', '#', '"', '(', '[':
			continue
		case '\t':
			return true
		}
		return r.toks[j].kind == lineToken
	}
	return true
}
