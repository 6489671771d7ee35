package quantity

import "strings"

// groupColumns settles what stands in which column of a table whose first row
// begins at token i where its head has more lines than the row has: some of
// them are the heads of groups.
func (r *reader) groupColumns(i int) {
	t := &r.table
	width := r.widthAt(i)
	if width == 0 || width >= t.n-1 {
		return
	}
	heads := make([]string, t.n)
	for k := 1; k < t.n; k++ {
		next := i
		if k+1 < t.n {
			next = t.starts[k+1]
		}
		heads[k] = r.text[r.toks[t.starts[k]].start:r.toks[next-1].start]
	}
	read := t.columns
	unitColumn := t.unitColumn
	t.columns, t.unitColumn, t.n = [maxColumns]measure{}, -1, width
	for col, h := range Grouped(heads, width) {
		t.columns[col] = read[h.Top]
		if h.Sub >= 0 && (read[h.Sub].unit != "" || read[h.Sub].estimated) {
			t.columns[col] = read[h.Sub]
		}
		if h.Top == unitColumn {
			t.unitColumn = col
		}
	}
}

// maxGroups is how many groups of columns a table has that does not number its
// rows.
const maxGroups = 4

// groupHeadless settles what stands in which of the columns of a table without
// row numbers, whose first row begins at token i, where the lines above tell
// that some of its heads are those of groups.
func (r *reader) groupHeadless(i, columns int) bool {
	var heads []string
	var starts []int // of the lines above, last first
	end := i - 1
	for len(starts) < columns+maxGroups {
		start := end
		for start > 0 && r.toks[start-1].kind != lineToken && end-start <= maxCell {
			start--
		}
		if start >= end || end-start > maxCell/2 || r.isFigure(start, end) {
			return false
		}
		starts = append(starts, start)
		heads = append([]string{r.text[r.toks[start].start:r.toks[end-1].end]}, heads...)
		end = start - 1
		if len(heads) <= columns+1 {
			continue
		}
		under := Grouped(heads, columns)
		if under == nil {
			continue
		}
		t := &r.table
		for col, h := range under {
			k := max(h.Top, h.Sub)
			from := starts[len(starts)-1-k]
			to := from
			for r.toks[to].kind != lineToken {
				to++
			}
			t.columns[col] = r.column(from, to)
		}
		return true
	}
	return false
}

// widthAt returns how many lines after the one of token i, which is numbered 1,
// the next is numbered 2; 0 where none is.
func (r *reader) widthAt(i int) int {
	n := 0
	for k := i; k < len(r.toks) && n < maxColumns; k++ {
		if r.toks[k].kind != lineToken {
			continue
		}
		n++
		if k+2 >= len(r.toks) || r.toks[k+1].kind == lineToken {
			return 0
		}
		if r.toks[k+2].kind == lineToken {
			switch r.text[r.toks[k+1].start:r.toks[k+1].end] {
			case "2", "02", "II", "B":
				return n
			}
		}
	}
	return 0
}

// Head tells which lines of a table's head stand above one of its columns.
type Head struct {
	Top int // in the first row
	Sub int // under it, -1 where the first row's head is the column's own
}

// Grouped tells which of the lines of a table's head stand above which of its
// columns, where they are more than the columns because some are the heads of
// groups: Tổng số hộ, Hộ nghèo, Hộ cận nghèo over Số hộ, Tỷ lệ, Số hộ, Tỷ lệ. It
// returns nil where the lines do not tell.
func Grouped(heads []string, columns int) []Head {
	groups := len(heads) - columns
	if groups < 1 {
		return nil
	}
	if of := repeated(heads, groups); of > 0 {
		top := len(heads) - groups*of
		sizes := make([]int, groups)
		for k := range sizes {
			sizes[k] = of
		}
		return spread(top, top-groups, sizes)
	}
	for k, head := range heads[:len(heads)-2] {
		if groups == 1 && opensWith(head, groupHead) {
			return spread(k+1, k, []int{len(heads) - k - 1})
		}
	}
	return ofYears(heads, groups)
}

// repeated returns over how many columns each of so many groups stands where
// all of them have the same heads below; 0 where they have not.
func repeated(heads []string, groups int) int {
	for of := 2; groups > 1 && len(heads)-groups*of >= groups; of++ {
		same := true
		for j := len(heads) - groups*of + of; j < len(heads) && same; j++ {
			same = strings.EqualFold(strings.TrimSpace(heads[j]), strings.TrimSpace(heads[j-of]))
		}
		if same {
			return of
		}
	}
	return 0
}

// ofYears reads heads whose groups are years, over what was planned and what
// was done: Năm 2022, Năm 2023 over Thực hiện, Kế hoạch, Ước thực hiện.
func ofYears(heads []string, groups int) []Head {
	first, years := -1, 0
	for k, head := range heads {
		if isYear(head) {
			if first < 0 {
				first = k
			} else if first+years != k {
				return nil
			}
			years++
		}
	}
	top := len(heads)
	for top > 0 && opensWith(heads[top-1], doneHead, planHead) && !strings.Contains(heads[top-1], "%") {
		top--
	}
	if years == 0 || years != groups || top < first+years {
		return nil
	}
	var sizes []int
	for k := top; k < len(heads); k++ {
		if k == top || opensWith(heads[k], planHead) && !opensWith(heads[k-1], planHead) {
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	if len(sizes) != groups {
		return nil
	}
	return spread(top, first, sizes)
}

// spread returns the heads of the columns where the groups that start at line
// first of the top ones have so many columns each.
func spread(top, first int, sizes []int) []Head {
	var all []Head
	sub := top
	for k := range top {
		if k < first || k >= first+len(sizes) {
			all = append(all, Head{k, -1})
			continue
		}
		for range sizes[k-first] {
			all = append(all, Head{k, sub})
			sub++
		}
	}
	return all
}

// isYear reports whether a head is a year alone: Năm 2023.
func isYear(head string) bool {
	head = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(head)), "năm ")
	return len(head) == len("2023") && (strings.HasPrefix(head, "20") || strings.HasPrefix(head, "19"))
}

// opensWith reports whether a head opens with words of heads.tsv for one of the
// uses.
func opensWith(head string, uses ...string) bool {
	head = strings.ToLower(strings.TrimSpace(head))
	for _, use := range uses {
		for _, word := range vocabulary().heads[use] {
			if strings.HasPrefix(head, word) {
				return true
			}
		}
	}
	return false
}

// The uses of words that open the head of a column, or of several.
const (
	groupHead = "group" // of the columns that follow
	planHead  = "plan"  // what was planned
	doneHead  = "done"  // what was reached
)
