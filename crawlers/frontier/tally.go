package frontier

// Tally counts what came of addresses in a run.
type Tally struct {
	Met       int            // by the run
	Fetched   int            // answered anew, with something to keep
	Unchanged int            // as an earlier run left them, by what a listing or the server says
	Skipped   int            // with nothing to keep
	Failed    int            // not answered
	Todo      int            // not come to
	Errs      map[string]int // texts of errors of those that failed or were skipped
}

// Tallies counts the addresses that this run has met by source and kind,
// whichever process of the run did.
func (f *Frontier) Tallies() map[string]map[string]Tally {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := map[string]map[string]Tally{}
	for _, e := range f.entries {
		if e.Run != f.run.N || e.By != "" && e.Kind == "" { // the other name of a page is no address of its own
			continue
		}
		if all[e.Source] == nil {
			all[e.Source] = map[string]Tally{}
		}
		t := all[e.Source][e.Kind]
		t.Met++
		switch {
		case e.State == Todo:
			t.Todo++
		case e.State == Failed:
			t.Failed++
		case e.State == Skipped:
			t.Skipped++
		case e.Fetched.Before(f.run.Started):
			t.Unchanged++
		default:
			t.Fetched++
		}
		if e.Err != "" && e.State != Todo {
			if t.Errs == nil {
				t.Errs = map[string]int{}
			}
			t.Errs[e.Err]++
		}
		all[e.Source][e.Kind] = t
	}
	return all
}
