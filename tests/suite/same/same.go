// Package same compares bytes that a test has read with those that it wants, and names the first that
// differs.
package same

import (
	"bytes"
	"testing"
)

// few is the number of bytes that an error message has in full.
const few = 8

// Bytes fails the test if bytes differ. The message has all of a few bytes, or the first one that
// differs.
func Bytes(t testing.TB, what string, got, want []byte) {
	t.Helper()
	Around(t, what, 0, got, want)
}

// Around is [Bytes] for bytes with so many others before them and behind them, which belong to both
// slices. The message counts from the first of those between.
func Around(t testing.TB, what string, beside int, got, want []byte) {
	t.Helper()
	size := len(want) - 2*beside
	switch {
	case bytes.Equal(got, want):
	case len(got) != len(want):
		first := firstDifference(got, want)
		t.Errorf("%s: %d bytes, want %d; from byte %d on % x, want % x", what, len(got)-2*beside, size, first-beside,
			got[first:min(first+few, len(got))], want[first:min(first+few, len(want))])
	case len(want) <= few:
		t.Errorf("%s: got % x, want % x", what, got, want)
	default:
		first, n := firstDifference(got, want), 0
		for i := range want {
			if got[i] != want[i] {
				n++
			}
		}
		t.Errorf("%s: byte %d of %d is %#02x, want %#02x; %d bytes differ", what, first-beside, size, got[first], want[first], n)
	}
}

// firstDifference returns the first place at which two slices differ, or the length of the shorter one.
func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
