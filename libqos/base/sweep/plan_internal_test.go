package sweep

import (
	"slices"
	"testing"

	"github.com/qgraph/qgraph/qtest"
)

// offsets returns the offsets of the accesses of a width.
func offsets(pieces []piece, w qtest.Width) []uint64 {
	var list []uint64
	for _, p := range pieces {
		if p.width == w {
			list = append(list, p.offset)
		}
	}
	return list
}

// Every access lies in its range, and no access comes twice.
func TestSinglesInRange(t *testing.T) {
	for size := uint64(1); size < 600; size++ {
		for _, dense := range []uint64{1, 16, 256} {
			seen := map[piece]bool{}
			for p := range singles(size, dense, qtest.Width64) {
				if p.offset+p.size > size || p.size != uint64(p.width) || seen[p] {
					t.Fatalf("in %d bytes, %d of them dense: got %+v, outside or again", size, dense, p)
				}
				seen[p] = true
			}
		}
	}
}

func TestSingles(t *testing.T) {
	pieces := slices.Collect(singles(0x3000, 32, qtest.Width64))
	bytes := offsets(pieces, qtest.Width8)
	for at := range uint64(32) {
		if bytes[at] != at {
			t.Fatalf("byte %d is read as number %d", bytes[at], at)
		}
	}
	for _, want := range []uint64{0x3f, 0x40, 0x7ff, 0x800, 0x1000, 0x2000, 0x2fff, 0x2ff0} {
		if !slices.Contains(bytes, want) {
			t.Errorf("the byte at %#x is not read", want)
		}
	}
	for w, want := range map[qtest.Width][]uint64{
		qtest.Width16: {0, 1, 15, 16, 18, 30, 0x2ffe}, qtest.Width32: {0, 1, 2, 3, 15, 16, 20, 28, 0x1000, 0x2ffc}, qtest.Width64: {0, 1, 7, 15, 16, 24, 0x2ff8},
	} {
		for _, at := range want {
			if !slices.Contains(offsets(pieces, w), at) {
				t.Errorf("there is no %v access at %#x", w, at)
			}
		}
	}
	if got := offsets(slices.Collect(singles(0x100, 0x100, qtest.Width32)), qtest.Width64); len(got) > 0 {
		t.Errorf("64-bit accesses at %#x where 32 bits are the widest", got)
	}
}

// A window of 256 MiB costs no more than a few thousand accesses, which include the first register of each of its first
// pages, and its end.
func TestLarge(t *testing.T) {
	const size = 256 << 20
	pieces := slices.Collect(singles(size, DefaultDense, qtest.Width64))
	if n := len(pieces); n > 4000 {
		t.Errorf("%d accesses, want at most 4000", n)
	}
	words := offsets(pieces, qtest.Width32)
	for i := range uint64(pages) {
		if !slices.Contains(words, i*page) {
			t.Errorf("page %d is not read", i)
		}
	}
	if !slices.Contains(words, size-4) {
		t.Error("the last word is not read")
	}
}

// Blocks cover the whole beginning, to the last byte.
func TestBlocks(t *testing.T) {
	for _, single := range []bool{false, true} {
		for _, size := range []uint64{1, 3, 4, 255, 256, 257, 1000, DefaultWhole, DefaultWhole + 1} {
			pieces := slices.Collect(blocks(size, DefaultWhole, single))
			if got, want := covered(pieces, size), min(size, DefaultWhole); got != want {
				t.Errorf("blocks of %d bytes, single %v, cover %d bytes, want %d", size, single, got, want)
			}
		}
	}
}

func TestCovered(t *testing.T) {
	for _, tc := range []struct {
		pieces []piece
		want   uint64
	}{
		{nil, 0},
		{[]piece{{0, 4, 4}, {0, 1, 1}}, 4},
		{[]piece{{8, 4, 4}, {0, 4, 4}, {2, 4, 4}}, 10},
		{[]piece{{14, 8, 8}}, 2}, // across the end
	} {
		if got := covered(tc.pieces, 16); got != tc.want {
			t.Errorf("%v cover %d bytes, want %d", tc.pieces, got, tc.want)
		}
	}
}
