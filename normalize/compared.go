package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// bases returns where the sentence names a time only to compare with it.
func (s *scene) bases() []extract.Span {
	var spans []extract.Span
	for _, t := range s.said {
		if t.Base {
			spans = append(spans, extract.Span{Start: t.Start, End: t.End})
		}
	}
	return spans
}

// compared returns the period of an earlier level that is named only to be
// compared with: (cùng kỳ năm 2022 là 9.941 người).
func (s *scene) compared(f *Fact, n *number) period.Period {
	if f.Role != Level && f.Role != Share {
		return ""
	}
	if !n.bracketed {
		s.inner = ""
	}
	if p := s.comparedBehind(n); p != "" {
		return p
	}
	for i := len(n.before) - 1; i >= 0; i-- {
		switch m := &n.before[i]; m.letter {
		case 'T':
			if s.turns(m) {
				return s.inner // từ 2,62% năm ngoái xuống 2,35%
			}
			continue
		case '(', nameLetter:
			continue
		case ',':
			if s.inner != "" {
				continue
			}
		case earlierLetter:
			p := s.baseAt(n.before[i].start)
			if n.bracketed {
				s.inner = p
			}
			return p
		}
		return ""
	}
	return s.inner // (16.566 hộ, 5,77%)
}

// turns tells whether words say what a level came to from an earlier one.
func (s *scene) turns(m *mark) bool {
	word := phrase.Lower(s.text[m.start:m.end])
	return s.lastEnd > 0 && (strings.HasPrefix(word, "xuống") || strings.HasPrefix(word, "lên"))
}

// comparedBehind returns the earlier time right behind a number that stands
// alone with it in brackets: 1,46 triệu lượt (1,71 triệu lượt cùng kỳ).
func (s *scene) comparedBehind(n *number) period.Period {
	if k := len(n.before); !n.bracketed || k == 0 || n.before[k-1].letter != '(' || len(n.after) < 2 {
		return ""
	}
	for i, m := range n.after {
		switch {
		case m.letter == earlierLetter:
		case m.letter == ')' && i > 0 && n.after[i-1].letter == earlierLetter:
			return s.baseAt(n.after[i-1].start)
		case m.name == nil:
			return ""
		}
	}
	return ""
}

// baseAt returns the time compared with that stands at a place.
func (s *scene) baseAt(pos int) period.Period {
	for i := range s.said {
		if t := &s.said[i]; t.Start <= pos && pos < t.End {
			return t.read.Stock
		}
	}
	return ""
}

// cutOff tells whether a semicolon parts a number from an earlier time than
// the one that the text is about, named by the way: gấp 1,3 lần năm 2021; độ
// bao phủ đạt 97,2%.
func (s *scene) cutOff(t *timeMention, n *number) bool {
	between := s.text[t.End:n.Start]
	return strings.Contains(between, ";") && !strings.Contains(between, ":") && !isTerm(s.main()) && t.Start > s.span.Start+opensBytes && t.read.Flow.Year() < s.main().Year()
}

// passes tells whether a time before a number is not that of its fact.
func (s *scene) passes(t *timeMention, f *Fact, n *number) bool {
	if t.taken || t.plan && f.Role != Target {
		return true
	}
	if !t.rules() && (!t.sets(f) || lastWord(s.text[s.span.Start:n.Start]) == "từ") {
		return true
	}
	return closed(s.text[t.End:n.Start]) || s.cutOff(t, n) || s.feted(t, n) || s.conceded(t, n)
}

// feted tells whether a semicolon parts a number from a feast: Dịp 27/7, tặng 96.215
// suất quà; đưa 3.604 người đi điều dưỡng. In a text about the feast it goes on.
func (s *scene) feted(t *timeMention, n *number) bool {
	return t.Feast() && t.read.Flow != s.main() && !s.ctx.Event && strings.Contains(s.text[t.End:n.Start], ";")
}

// conceded tells whether a time is only that of a hindrance in a sentence that
// has named its own: Năm 2020, dù mưa lũ tháng 10 làm gián đoạn, ngành vẫn …
func (s *scene) conceded(t *timeMention, n *number) bool {
	if s.said[0].Start >= t.Start || !s.said[0].rules() || !strings.Contains(s.text[t.End:n.Start], ", ") {
		return false
	}
	from := s.span.Start + strings.LastIndexAny(s.text[s.span.Start:t.Start], ",;:(") + 1
	first, _, _ := strings.Cut(strings.TrimLeft(s.text[from:t.Start], " "), " ")
	return s.words.reason[phrase.Lower(first)] && s.said[0].End <= from
}

// contrasted tells whether an earlier time is named only for a contrast: còn
// 4,1%, trong khi năm 2011 là 4,2%.
func (s *scene) contrasted(t *timeMention) bool {
	before := strings.TrimRight(s.text[s.span.Start:t.Start], " ")
	return t.read.Flow.Year() < s.main().Year() && strings.HasSuffix(before, "trong khi")
}
