package fitted

// filter tells of most keys that a table lacks that it does: few of the features
// that texts have are known, and a bit for each key that is stays in the cache
// where the table does not.
type filter []uint64

// newFilter returns one for so many keys: one in sixteen bits is set.
func newFilter(keys int) filter {
	words := 1
	for words*64 < 16*keys {
		words *= 2
	}
	return make(filter, words)
}

// spot returns where the bit of a key stands. Tables take the low bits of a key.
func (f filter) spot(k Key) (word int, bit uint) {
	h := uint64(k) >> 24
	return int(h>>6) & (len(f) - 1), uint(h & 63)
}

func (f filter) add(k Key) {
	word, bit := f.spot(k)
	f[word] |= 1 << bit
}

// has returns 0 of a key that was not added, but for few, and 1 of one that was.
func (f filter) has(k Key) int {
	word, bit := f.spot(k)
	return int(f[word] >> bit & 1)
}
