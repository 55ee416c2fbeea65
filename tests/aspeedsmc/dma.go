package aspeedsmc

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// place is where the pages for DMA are in the chip.
const place uint32 = 0x10000

// guard are the bytes in RAM on each side of those that are moved.
const guard = 16

// dma moves a page from the chip to RAM, with its checksum and its interrupt.
func dma(t *run.T, c *aspeedsmc.Controller) {
	f := spinor.New(spinor.Named(model), c.Chip(0))
	p := page(f, 3)
	t.Must(f.Erase(t.Context(), spinor.BlockErase, place))
	t.Must(f.Program(t.Context(), place, p))
	readMode(t, c, 0)
	t.Step("flash to RAM", func() { toRAM(t, c, p) })
	t.Step("checksum alone", func() { checksumAlone(t, c, p) })
	t.Step("interrupt", func() { interrupt(t, c, p) })
}

// sum is the sum of the little-endian words of p.
func sum(p []byte) uint32 {
	var s uint32
	for i := 0; i < len(p); i += 4 {
		s += binary.LittleEndian.Uint32(p[i:])
	}
	return s
}

// buffer allocates RAM for n bytes with guards around them, all zero, and returns the
// address of the bytes.
func buffer(t *run.T, c *aspeedsmc.Controller, n int) (addr uint64, free func()) {
	t.Helper()
	size := uint64(n + 2*guard)
	begin, err := c.Machine().AllocZeroed(t.Context(), size, guard)
	t.Must(err)
	return begin + guard, func() { t.Must(c.Machine().Alloc.Free(begin)) }
}

// inRAM reads n bytes and the guards around them.
func inRAM(t *run.T, c *aspeedsmc.Controller, addr uint64, n int) []byte {
	t.Helper()
	p := make([]byte, n+2*guard)
	t.Must(c.Machine().ReadMemory(t.Context(), addr-guard, p))
	return p
}

// guarded returns p with the guards around it.
func guarded(p []byte) []byte {
	all := make([]byte, len(p)+2*guard)
	copy(all[guard:], p)
	return all
}

// toRAM moves a page, and a part of it.
func toRAM(t *run.T, c *aspeedsmc.Controller, p []byte) {
	for _, part := range [][2]int{{0, len(p)}, {8, 20}, {len(p) - 4, len(p)}} {
		want := p[part[0]:part[1]]
		move(t, c, uint64(place)+uint64(part[0]), want, 0, want)
	}
}

// checksumAlone makes the checksum of a page, and moves nothing.
func checksumAlone(t *run.T, c *aspeedsmc.Controller, p []byte) {
	move(t, c, uint64(place), p, aspeedsmc.DMASum, make([]byte, len(p)))
}

// move begins a movement of p, waits for its end, and checks RAM and the checksum.
func move(t *run.T, c *aspeedsmc.Controller, from uint64, p []byte, how aspeedsmc.DMA, want []byte) {
	t.Helper()
	ctx := t.Context()
	ram, free := buffer(t, c, len(p))
	defer free()
	t.Must(c.Request(ctx))
	t.Must(c.Begin(ctx, aspeedsmc.Move{Flash: c.Chip(0).Window() + from, RAM: ram, Size: uint32(len(p)), How: how}))
	t.Must(c.Done(ctx))
	reg.ExpectT(t, c.Regs, "checksum", aspeedsmc.DMAChecksum, sum(p))
	same.Bytes(t, "RAM after DMA", inRAM(t, c, ram, len(p)), guarded(want))
	t.Must(c.End(ctx))
	reg.ExpectBitsT(t, c.Regs, "interrupt status after the end", aspeedsmc.Interrupts, aspeedsmc.DMADone, 0)
}

// interrupt checks that the end of DMA raises the line if it is enabled, until DMA is
// ended.
func interrupt(t *run.T, c *aspeedsmc.Controller, p []byte) {
	ctx := t.Context()
	line, err := c.Machine().WatchLine(ctx, c.Part.Peripheral, 0)
	t.Must(err)
	ram, free := buffer(t, c, len(p))
	defer free()
	for _, enabled := range []aspeedsmc.Interrupt{aspeedsmc.DMAInterrupt, 0} {
		aspeedsmc.Interrupts.WriteT(t, c.Regs, enabled)
		t.Must(c.Request(ctx))
		t.Must(c.Begin(ctx, aspeedsmc.Move{Flash: c.Chip(0).Window() + uint64(place), RAM: ram, Size: uint32(len(p))}))
		t.Must(c.Done(ctx))
		if want := enabled != 0; line.Raised() != want {
			t.Errorf("at the end of DMA, with %v enabled, the line is raised: %t, want %t", enabled, !want, want)
		}
		t.Must(c.End(ctx))
		reg.ExpectBitsT(t, c.Regs, "interrupt status after the end", aspeedsmc.Interrupts, aspeedsmc.DMADone, 0)
		if line.Raised() {
			t.Errorf("after the end of DMA, with %v enabled, the line is raised", enabled)
		}
	}
}
