package southbridge

import (
	"context"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// Register adds the tests of both bridges. The devices that interrupt are "edu".
func Register(g *graph.Graph) {
	var cards []graph.Option
	for slot := range pirqs {
		cards = append(cards, graph.Option{Flag: "-device", Type: edu.Driver.Name(), Props: []graph.Prop{graph.P("addr", strconv.Itoa(firstSlot+slot))}})
	}
	known := graph.Known(deviations()...)
	graph.Test(g, "PIIX3-tests/interrupt-router", i440fx.HostDriver, withPIIX3(interruptRouter), known, graph.After(cards...))
	graph.Test(g, "PIIX3-tests/reset-control", i440fx.HostDriver, withPIIX3(resetControl), known)
	graph.Test(g, "ICH9-LPC-tests/interrupt-router", q35.HostDriver, withICH9(interruptRouter), known, graph.After(cards...))
	graph.Test(g, "ICH9-LPC-tests/reset-control", q35.HostDriver, withICH9(resetControl), known)
}

// withPIIX3 is a test of the bridge behind an i440FX. Slot 1 has its INTA# at PIRQA#, and so on in turn
// (QEMU 11.1, the _PRT object of its ACPI tables).
func withPIIX3(test func(*bridge)) func(*run.T, *i440fx.Host) {
	return func(t *run.T, h *i440fx.Host) {
		bus, err := i440fx.NewISA(t.Context(), h)
		t.Must(err)
		const pirqA = 0x60 // "PIRQRCA"
		test(&bridge{
			T: t, host: h, isa: bus, pci: pci.NewBus(h.Machine(), h, pci.Address{}), at: pci.Address{Device: 1},
			routes: []uint16{pirqA, pirqA + 1, pirqA + 2, pirqA + 3},
			route:  func(slot int) uint16 { return pirqA + uint16((slot-1)%pirqs) },
			again:  func(context.Context) error { h.Forget(); return nil },
		})
	}
}

// withICH9 is a test of the bridge of a Q35. Slot 0 would have its INTA# at PIRQE#, and so on in turn (QEMU
// 11.1, the _PRT object of its ACPI tables).
func withICH9(test func(*bridge)) func(*run.T, *q35.Host) {
	return func(t *run.T, h *q35.Host) {
		bus, err := q35.NewISA(t.Context(), h)
		t.Must(err)
		const pirqA, pirqE = 0x60, 0x68 // "PIRQ[n]_ROUT"
		test(&bridge{
			T: t, host: h, isa: bus, pci: pci.NewBus(h.Machine(), h, pci.Address{}, pci.WithKind(pci.RootComplex)), at: pci.Address{Device: 31},
			routes: []uint16{pirqA, pirqA + 1, pirqA + 2, pirqA + 3, pirqE, pirqE + 1, pirqE + 2, pirqE + 3},
			route:  func(slot int) uint16 { return pirqE + uint16(slot%pirqs) },
			again:  h.Setup,
		})
	}
}
