package normalize

import (
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
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
	for i := len(n.before) - 1; i >= 0; i-- {
		switch n.before[i].letter {
		case 'T', '(', nameLetter:
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

// baseAt returns the time compared with that stands at a place.
func (s *scene) baseAt(pos int) period.Period {
	for i := range s.said {
		if t := &s.said[i]; t.Start <= pos && pos < t.End {
			return t.read.Stock
		}
	}
	return ""
}
