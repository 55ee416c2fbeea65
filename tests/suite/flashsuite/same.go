package flashsuite

import (
	"bytes"
	"testing"
)

// few is the number of bytes that an error message has in full.
const few = 8

// Same compares bytes. The error message has all of a few bytes, or the first one that
// differs.
func Same(t testing.TB, what string, got, want []byte) {
	t.Helper()
	switch {
	case bytes.Equal(got, want):
	case len(got) != len(want):
		t.Errorf("%s: %d bytes, want %d", what, len(got), len(want))
	case len(want) <= few:
		t.Errorf("%s: got % x, want % x", what, got, want)
	default:
		first, n := 0, 0
		for i := range want {
			if got[i] != want[i] {
				if n == 0 {
					first = i
				}
				n++
			}
		}
		t.Errorf("%s: byte %d of %d is %#02x, want %#02x; %d bytes differ", what, first, len(want), got[first], want[first], n)
	}
}
