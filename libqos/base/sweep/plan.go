package sweep

import (
	"iter"
	"slices"

	"github.com/qgraph/qgraph/qtest"
)

const (
	block     = 256     // bytes in one request; a fault is looked for in so many
	page      = 4 << 10 // bytes
	pages     = 256     // so many begin with an access
	unaligned = 16      // bytes with accesses of every width at every address
)

// widths are those of memory; ports are at most 32 bits wide.
var widths = []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32, qtest.Width64}

// piece is an access as the offset in a range of a region.
type piece struct {
	offset uint64
	width  qtest.Width // 0: a block
	size   uint64      // in bytes
}

// singles yields the single accesses in a range of a size: of each width up to widest, every aligned one in the first dense
// bytes, every unaligned one in the first few, then those at outstanding places.
func singles(size, dense uint64, widest qtest.Width) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		places := outstanding(size, dense)
		for _, w := range widths {
			n := uint64(w)
			if w > widest || n > size {
				return
			}
			for at := uint64(0); at < min(size, dense) && at <= size-n; at++ {
				if (at%n == 0 || at < unaligned) && !yield(piece{at, w, n}) {
					return
				}
			}
			last := min(size, dense) // up to here everything has been accessed
			for _, at := range places {
				at = min(at-at%n, size-n)
				if at < last {
					continue
				}
				last = at + 1
				if !yield(piece{at, w, n}) {
					return
				}
			}
		}
	}
}

// across yields an access of each width that begins in the last byte of a range and ends beyond it.
func across(size uint64, widest qtest.Width) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for _, w := range widths[1:] {
			if w > widest || !yield(piece{size - 1, w, uint64(w)}) {
				return
			}
		}
	}
}

// outstanding returns the places beyond the first dense bytes that are accessed, in order: each power of two, the beginning
// of each page, the last bytes.
func outstanding(size, dense uint64) []uint64 {
	var places []uint64
	for at := uint64(1); at != 0 && at < size; at <<= 1 {
		places = append(places, at-1, at)
	}
	for at := uint64(page); at < size && at < pages*page; at += page {
		places = append(places, at)
	}
	for at := range min(size, uint64(unaligned)) {
		places = append(places, size-1-at)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	first, _ := slices.BinarySearch(places, dense)
	return places[first:]
}

// blocks yields the first whole bytes of a range in blocks, or in accesses of four bytes.
func blocks(size, whole uint64, single bool) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		end := min(size, whole)
		for at := uint64(0); at < end; {
			p := piece{at, 0, min(block, end-at)}
			if single {
				p = piece{at, qtest.Width32, 4}
				if end-at < 4 {
					p = piece{at, qtest.Width8, 1}
				}
			}
			if !yield(p) {
				return
			}
			at += p.size
		}
	}
}
