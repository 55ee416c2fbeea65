package tpci200

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/tpci200"
	"github.com/qgraph/qgraph/libqos/bus/ipack"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the carrier board. QEMU names its bus after its id, which is
// the node's name. The first module goes into slot A.
func Register(g *graph.Graph) {
	graph.Consumes(g, tpci200.Driver, pci.BusInterface, tpci200.New)
	graph.Produces(g, tpci200.Driver, pci.DeviceInterface, func(b *tpci200.Board) *pci.Device { return b.PCI })
	graph.Produces(g, tpci200.Driver, ipack.Interface, func(b *tpci200.Board) ipack.Slot { return b.Slot(0) },
		graph.Plug(graph.Prop{Name: "bus", Value: graph.DeviceID(".0")}, graph.P("slot", "0")))
}
