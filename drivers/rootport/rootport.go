package rootport

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the root port.
func Register(g *graph.Graph) {
	graph.Consumes(g, rootport.Driver, rootport.RootInterface, rootport.New)
	graph.Produces(g, rootport.Driver, pci.BusInterface, (*rootport.Port).Bus,
		pci.Plug(graph.DeviceID(""), pci.Address{}),
		graph.Provides(pci.MessageSignalled),
	)
}
