package fitted

// index finds values by key: by open addressing, in a power of two of slots.
type index[V any] struct {
	slots []slot[V]
	known filter
}

type slot[V any] struct {
	key   Key
	value V
}

// newIndex returns one with room for so many keys.
func newIndex[V any](keys int) index[V] {
	size := 16
	for size < 2*keys {
		size *= 2
	}
	return index[V]{make([]slot[V], size), newFilter(keys)}
}

// at returns the slot that a key has or would have.
func (x *index[V]) at(k Key) *slot[V] {
	mask := len(x.slots) - 1
	i := int(k) & mask
	for x.slots[i].key != 0 && x.slots[i].key != k {
		i = (i + 1) & mask
	}
	return &x.slots[i]
}

func (x *index[V]) put(k Key, v V) {
	*x.at(k) = slot[V]{k, v}
	x.known.add(k)
}

// get returns the value of a key, the zero value of one that there is not.
func (x *index[V]) get(k Key) (v V) {
	if x.known.lacks(k) {
		return v
	}
	return x.at(k).value
}
