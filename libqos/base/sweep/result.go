package sweep

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/memmap"
)

// Result says how much was swept.
type Result struct {
	Ranges   int    // with registers, that were accessed
	Whole    int    // of these, those with an access to each byte
	Bytes    uint64 // of these ranges
	Accessed uint64 // of these bytes
	Accesses int
	Excepted int      // accesses that were left out, by Options.Except
	Spared   []Spared // what was left out
}

// Spared is a range that was left out on purpose.
type Spared struct {
	Range memmap.Range
	Why   string
}

// String returns the result in one line: "48 ranges, 43 of them whole, 300000 of 268000000 bytes in 16210 accesses; without
// isa-debug-exit".
func (r *Result) String() string {
	s := fmt.Sprintf("%d ranges, %d of them whole, %d of %d bytes in %d accesses", r.Ranges, r.Whole, r.Accessed, r.Bytes, r.Accesses)
	if r.Excepted > 0 {
		s += fmt.Sprintf(", %d left out", r.Excepted)
	}
	if len(r.Spared) > 0 {
		var names []string
		for _, x := range r.Spared {
			names = append(names, fmt.Sprintf("%s (%s)", x.Range.Region, x.Why))
		}
		s += "; without " + strings.Join(names, ", ")
	}
	return s
}

// add adds the accesses to a range.
func (r *Result) add(t target, accesses []piece) {
	r.Accesses += len(accesses)
	if t.r.Hole {
		return
	}
	n := covered(accesses, t.size())
	r.Ranges++
	r.Bytes += t.size()
	r.Accessed += n
	if n == t.size() {
		r.Whole++
	}
}

// covered returns the number of bytes of a range that pieces cover. It sorts them.
func covered(pieces []piece, size uint64) uint64 {
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(a.offset, b.offset) })
	var n, end uint64
	for _, p := range pieces {
		from, to := max(p.offset, end), size
		if p.size < size-p.offset {
			to = p.offset + p.size
		}
		if to > from {
			n += to - from
			end = to
		}
	}
	return n
}
