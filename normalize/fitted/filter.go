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
func (f filter) spot(k Key) (word int, bit uint64) {
	h := uint64(k) >> 24
	return int(h>>6) & (len(f) - 1), 1 << (h & 63)
}

func (f filter) add(k Key) {
	word, bit := f.spot(k)
	f[word] |= bit
}

// lacks tells that a key was not added. Of few it does not, though they were not.
func (f filter) lacks(k Key) bool {
	word, bit := f.spot(k)
	return f[word]&bit == 0
}
