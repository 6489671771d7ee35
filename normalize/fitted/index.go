package fitted

// index finds values by key: by open addressing, in a power of two of slots.
type index[V any] struct {
	slots []slot[V]
	known filter
}

// slot has the upper half of a key, which tells it from the others that could stand
// there: the lower bits are where it stands. Of two that agree in all of these one
// would be taken for the other, which is rarer than one look-up in a billion.
type slot[V any] struct {
	upper uint32
	value V
}

// upper returns the upper half of a key. It is not 0, which is an empty slot's.
func (k Key) upper() uint32 { return uint32(k>>32) | 1 }

// newIndex returns one with room for so many keys, three of four slots full at most:
// what is small stays in the cache.
func newIndex[V any](keys int) index[V] {
	size := 16
	for 3*size < 4*keys {
		size *= 2
	}
	return index[V]{make([]slot[V], size), newFilter(keys)}
}

// at returns the slot that a key has or would have.
func (x *index[V]) at(k Key) *slot[V] {
	slots, upper := x.slots, k.upper()
	for i := int(k); ; i++ {
		if s := &slots[i&(len(slots)-1)]; s.upper == upper || s.upper == 0 {
			return s
		}
	}
}

func (x *index[V]) put(k Key, v V) {
	*x.at(k) = slot[V]{k.upper(), v}
	x.known.add(k)
}

// get returns the value of a key, the zero value of one that there is not.
func (x *index[V]) get(k Key) V { return x.at(k).value }

// among keeps those of some keys that there may be, in their place and order. It is
// asked of many at once and does not branch, so that one is waited for in memory
// while the next are fetched.
func (x *index[V]) among(keys []Key) []Key {
	n := 0
	for _, k := range keys {
		keys[n] = k
		n += x.known.has(k)
	}
	return keys[:n]
}
