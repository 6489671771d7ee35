package fitted

import (
	"fmt"
	"testing"
)

// A filter lacks no key that was added, and most that were not.
func TestFilter(t *testing.T) {
	key := func(i int) Key { return keyOf(fmt.Sprint("feature|", i)) }
	for _, keys := range []int{0, 1, 100, 10000} {
		f := newFilter(keys)
		for i := range keys {
			f.add(key(i))
		}
		for i := range keys {
			if f.has(key(i)) == 0 {
				t.Fatalf("of %d keys it lacks %d", keys, i)
			}
		}
		passed := 0
		for i := range 1000 {
			passed += f.has(key(keys + i))
		}
		if passed > 120 {
			t.Errorf("of %d keys it knows not it passes %d in a thousand", keys, passed)
		}
	}
}
