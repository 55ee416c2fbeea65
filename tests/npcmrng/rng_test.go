package npcmrng

import (
	"math"
	"testing"
)

// TestStandard has the examples of NIST SP 800-22 rev. 1a, sections 2.1.4 and 2.3.4.
func TestStandard(t *testing.T) {
	const few = 1e-6
	if got, want := monobit(10, 6), 0.527089; math.Abs(got-want) > few {
		t.Errorf("monobit(1011010101) = %f, want %f", got, want)
	}
	if got, want := runsTest(10, 6, 7), 0.147232; math.Abs(got-want) > few {
		t.Errorf("runsTest(1001101011) = %f, want %f", got, want)
	}
}

// TestCount counts in the order of the bits' numbers, over the bounds of bytes.
func TestCount(t *testing.T) {
	for _, tc := range []struct {
		bytes      []byte
		ones, runs float64
	}{
		{[]byte{0x00}, 0, 1}, {[]byte{0xff, 0xff}, 16, 1}, {[]byte{0xff, 0x00}, 8, 2}, {[]byte{0x0f, 0x0f}, 8, 4}, {[]byte{0xf0, 0x0f}, 8, 3}, {[]byte{0x55, 0x55}, 8, 16},
	} {
		if ones, runs := count(tc.bytes); ones != tc.ones || runs != tc.runs {
			t.Errorf("count(% x) = %v, %v, want %v, %v", tc.bytes, ones, runs, tc.ones, tc.runs)
		}
	}
}
