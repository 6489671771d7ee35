package quantity

// table is what the lines above say about the numbers of a table's cells.
type table struct{}

// line is called at the first token of each line.
func (r *reader) line(i int) {}

// unit gives the unit that the table tells for the number m at token i.
func (t *table) unit(r *reader, i int, m *Mention, a *amount) string { return "" }
