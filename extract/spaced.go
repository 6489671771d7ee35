package extract

// Tables with one cell a line that also have empty lines: between the rows, or
// around every cell.

// spacedCells returns the table at lines[i] whose every cell has empty lines
// around it.
func (s *segmenter) spacedCells(i int) (stacked, bool) {
	if i+1 >= len(s.lines) || !s.lines[i+1].blank {
		return stacked{}, false
	}
	s.spaced = true
	defer func() { s.spaced = false }()
	return s.headedTable(i)
}

// spacedRows returns the table at lines[i] whose rows are parted by empty lines:
// a head of three lines or more, and two rows or more of as many lines each.
func (s *segmenter) spacedRows(i int) (stacked, bool) {
	head := s.stanza(i)
	if head < 3 || !s.areCells(i+1, i+head) || s.figures(i, i+head) > 0 {
		return stacked{}, false
	}
	t := stacked{head: head}
	for at := i + head; ; {
		n := s.stanza(at)
		if !s.areCells(at+1, at+n) || !s.spacedRow(at, n) {
			break
		}
		if t.columns == 0 {
			t.columns = n
		}
		if n != t.columns && n != t.columns-1 {
			break
		}
		t.rows = append(t.rows, n)
		at += n
	}
	return t, len(t.rows) > 1 && t.columns >= 3 && t.columns <= head
}

// stanza returns how many lines there are from lines[i] to the next empty one;
// 0 where no empty line is above, or where they are more than a row has.
func (s *segmenter) stanza(i int) int {
	if i >= len(s.lines) || !s.lines[i].blank {
		return 0
	}
	for n := 1; n <= 2*maxColumns; n++ {
		if i+n == len(s.lines) || s.lines[i+n].blank {
			return n
		}
	}
	return 0
}

// spacedRow reports whether the n lines from i on are a name, with its number
// before it or not, and figures.
func (s *segmenter) spacedRow(i, n int) bool {
	if n < 2 || s.lines[i].width > maxCell {
		return false
	}
	if n > 2 && ordinalRE.MatchString(s.at(i)) && !figureRE.MatchString(s.at(i+1)) {
		i, n = i+1, n-1
	}
	return s.namedRow(i, n) && s.figures(i, i+n) > 0
}

// figures returns how many of lines i to j are figures, years left aside.
func (s *segmenter) figures(i, j int) int {
	n := 0
	for ; i < j; i++ {
		if figureRE.MatchString(s.at(i)) && !yearRE.MatchString(s.at(i)) {
			n++
		}
	}
	return n
}
