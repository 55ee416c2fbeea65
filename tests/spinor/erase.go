package spinor

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// eraser is a command that erases a block.
type eraser struct {
	command spinor.Command
	size    int64 // in bytes
}

// erasers are those of the model.
func erasers(f *spinor.Flash) []eraser {
	var all []eraser
	if f.Has(spinor.Sectors) {
		all = append(all, eraser{spinor.SectorErase, 4 << 10})
	}
	if f.Has(spinor.HalfBlocks) {
		all = append(all, eraser{spinor.BlockErase32, 32 << 10})
	}
	if f.Block != 0 {
		all = append(all, eraser{spinor.BlockErase, f.Block})
	}
	return all
}

// erase checks each command that erases: it sets all bytes of its block, and keeps those
// of its neighbours.
func erase(t *run.T, f *spinor.Flash) {
	for _, e := range erasers(f) {
		t.Step(fmt.Sprintf("%d KiB", e.size>>10), func() { block(t, f, e) })
	}
	if f.Has(spinor.Whole) {
		t.Step("whole chip", func() {
			unlock(t, f)
			places := []uint32{0, uint32(min(f.Size, narrow)) - 1}
			mark(t, f, places...)
			t.Must(f.EraseAll(t.Context()))
			for _, a := range places {
				expect(t, f, "after Chip Erase", a, 0xff)
			}
		})
	}
}

// mark programs a byte at each place.
func mark(t *run.T, f *spinor.Flash, places ...uint32) {
	t.Helper()
	for _, a := range places {
		t.Must(f.Program(t.Context(), a, []byte{0}))
	}
}

// block erases the second block of that size, or the first of a chip that has no more.
func block(t *run.T, f *spinor.Flash, e eraser) {
	unlock(t, f)
	begin, end := uint32(e.size), uint32(2*e.size)
	if int64(end) > f.Size {
		begin, end = 0, uint32(e.size)
	}
	inside := []uint32{begin, begin + uint32(e.size/2), end - 1}
	var outside []uint32
	if begin > 0 {
		outside = append(outside, begin-1)
	}
	if int64(end) < f.Size {
		outside = append(outside, end)
	}
	mark(t, f, inside...)
	mark(t, f, outside...)
	t.Must(f.Send(t.Context(), spinor.WriteDisable))
	t.Must(f.Send(t.Context(), e.command, f.Address(begin)...))
	expect(t, f, "erased without Write Enable", begin, 0)
	t.Must(f.Erase(t.Context(), e.command, begin))
	for _, a := range inside {
		expect(t, f, "inside the block", a, 0xff)
	}
	for _, a := range outside {
		expect(t, f, "outside the block", a, 0)
	}
}
