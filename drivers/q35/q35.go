package q35

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/q35"
	"github.com/qgraph/qgraph/libqos/rootport"
)

// Register adds the root bus of the host bridge.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 3} // away from the chipset's own devices, and no multiple of four
	graph.Produces(g, q35.HostDriver, rootport.RootInterface,
		func(h *q35.Host) *pci.Bus {
			return pci.NewBus(h.Machine(), h, slot, pci.WithKind(pci.RootComplex), pci.WithSetup(h.Setup))
		},
		graph.Plug(graph.P("bus", q35.BusID), graph.P("addr", slot.Slot())),
	)
}
