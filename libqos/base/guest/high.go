package guest

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

// Where tests have RAM above 4 GiB: the addresses modulo 4 GiB are in the RAM below.
const (
	highOffset = 32 << 20 // from the start of RAM, in bytes, modulo 4 GiB
	highSize   = 4 << 20  // in bytes
)

// SplitRAM is how a PC gets RAM above 4 GiB: 1 GiB is below, and 64 MiB are at 4 GiB (QEMU
// 11.1, "-M pc,help": max-ram-below-4g; QEMU warns of less than 1 GiB).
func SplitRAM() graph.EdgeOption {
	return graph.RAMAbove4GiB(graph.HighRAM{
		Base: wrap + highOffset, Size: highSize,
		Props:   []graph.Prop{graph.P("max-ram-below-4g", "1G")},
		Options: []graph.Option{{Flag: "-m", Type: "1088M"}},
	})
}

// SparseRAM is how a machine with all of its RAM from base on gets some above 4 GiB: by so
// much RAM that it reaches there, without a reservation in the host.
func SparseRAM(base uint64) graph.EdgeOption {
	const size, id = "4160M", "sparse"
	return graph.RAMAbove4GiB(graph.HighRAM{
		Base: wrap + base + highOffset, Size: highSize,
		Props: []graph.Prop{graph.P("memory-backend", id)},
		Options: []graph.Option{
			{Flag: "-m", Type: size},
			{Flag: "-object", Type: "memory-backend-ram", ID: id, Props: []graph.Prop{graph.P("size", size), graph.P("reserve", "off")}},
		},
	})
}

// wrap is the distance of two addresses that a device takes for one if it has 32 bits of
// an address.
const wrap = 1 << 32

// watched is the content of the addresses modulo 4 GiB.
const watched = 0xa5

// StepAbove is the step "memory above 4 GiB" of a test: use allocates all buffers, rings and
// lists of its drivers there, and frees them. The step fails if it allocates nothing, or if
// something has written to one of the addresses modulo 4 GiB, as a device does that drops the
// upper half of an address. Without [Machine.High] there is no such step.
func (m *Machine) StepAbove(t *run.T, use func()) {
	t.Helper()
	if m.High != nil {
		t.Step("memory above 4 GiB", func() { m.above(t, use) })
	}
}

func (m *Machine) above(t *run.T, use func()) {
	t.Helper()
	ctx, low, ram := t.Context(), m.Alloc, m.High.RAM()
	t.Must(m.Memset(ctx, ram.Base%wrap, ram.Size, watched))
	func() {
		defer func() { m.Alloc = low }()
		m.Alloc = m.High
		use()
	}()
	if m.High.Peak() == ram.Base {
		t.Fatal("nothing was allocated above 4 GiB")
	}
	got := make([]byte, m.High.Peak()-ram.Base)
	t.Must(m.ReadMemory(ctx, ram.Base%wrap, got))
	if i := slices.IndexFunc(got, func(b byte) bool { return b != watched }); i >= 0 {
		t.Errorf("something wrote to %#x, want it at %#x alone", ram.Base%wrap+uint64(i), ram.Base+uint64(i))
	}
}
