// Package warehouse keeps facts in DuckDB, with where each one comes from and
// what it said before, and answers questions about them. It is the only
// package that knows the database: what goes in are documents, facts and
// rejects, what comes out are rows of text and exact decimals.
//
// The pipeline writes to a database of its own (Open, DB.Load). Readers open a
// published copy of it (OpenReadOnly), which package publish makes, so that
// neither ever waits for the other: DuckDB admits one writing process to a
// file, or any number of reading ones.
//
// # What Load promises
//
// A call is one transaction. Loading the same snapshot twice changes nothing.
// A page that changed adds a snapshot; readings that are gone or differ are
// closed (valid_to), never deleted, and an unchanged reading keeps its row,
// with the snapshot and the reader that first gave it. The same holds when a
// new version of the reader reads an old snapshot. A snapshot older than the
// one known is kept as history and changes no current fact.
//
// # What readers ask
//
// The table observations says what is known of an indicator in a period and
// area, from all facts that say it: DB.Refresh, which publishing calls, keeps
// it up to date at the cost of what changed. Corrections by people
// (DB.PutCorrections) lie over the readings and never change them. Reader.Compare
// puts areas side by side, Reader.Series follows one, Reader.History resolves
// any fact_id there ever was; in SQL the macros compare, series, fact_history,
// facts_as_of and facts_behind do the same.
//
// All times are UTC. All values are DECIMAL(38,10), never float64, each with
// the exponent of its last written digit.
package warehouse
