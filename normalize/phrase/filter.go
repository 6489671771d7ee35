package phrase

// filter tells most words that begin no phrase from those that do, without
// hashing them whole.
type filter struct {
	bits   [1 << 9]uint64
	digits bool
}

// key mixes the ends and the length of a word, which is not empty.
func key(w string) uint32 {
	n := len(w)
	h := uint32(w[0]) | uint32(w[n-1])<<8 | uint32(w[n/2])<<16 | uint32(n)<<24
	if n > 2 {
		h ^= uint32(w[1])<<20 | uint32(w[n-2])<<4
	}
	return h * 2654435769 >> 17
}

func (f *filter) add(words ...string) {
	for _, w := range words {
		k := key(w)
		f.bits[k>>6] |= 1 << (k & 63)
		f.digits = f.digits || w[0] >= '0' && w[0] <= '9'
	}
}

func (f *filter) addSlot(s Slot) {
	f.digits = true
	for _, w := range s.Words {
		f.add(written(w)...)
	}
}

func (f *filter) has(w string, kind Kind) bool {
	if kind == Digits {
		return f.digits
	}
	k := key(w)
	return f.bits[k>>6]&(1<<(k&63)) != 0
}
