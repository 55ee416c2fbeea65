package genericpcihost

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ecam"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the root bus of the generic host bridge. Its devices neither come
// nor go while the machine runs: QEMU has that behind root ports only.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 1} // the first behind the root complex itself
	graph.Contains(g, ecam.HostDriver, ecam.BusDriver, func(_ context.Context, h *ecam.Host, _ *graph.Env) (*pci.Bus, error) {
		return pci.NewBus(h.Machine(), h, slot, pci.WithKind(pci.RootComplex)), nil
	})
	graph.Produces(g, ecam.BusDriver, pci.BusInterface, func(b *pci.Bus) *pci.Bus { return b },
		graph.Plug(
			graph.P("bus", ecam.BusID),
			graph.P("addr", slot.Slot()),
			graph.P("romfile", ""), // no firmware runs that would use one
		),
		graph.Provides(pci.MessageSignalled, pci.IOMMURoot),
	)
}
