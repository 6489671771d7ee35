package indicator

import "testing"

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
