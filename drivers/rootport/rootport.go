package rootport

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// Register adds the root port.
func Register(g *graph.Graph) {
	graph.Consumes(g, rootport.Driver, rootport.RootInterface, rootport.New)
	graph.Produces(g, rootport.Driver, pci.BusInterface, (*rootport.Port).Bus,
		pci.Plug(graph.DeviceID(""), pci.Address{}),
		graph.Provides(pci.MessageSignalled),
	)
	graph.Produces(g, rootport.Driver, rootport.LinkInterface, (*rootport.Port).Bus, pci.Plug(graph.DeviceID(""), pci.Address{}))
	graph.Produces(g, rootport.Driver, pcibridge.PortInterface, (*rootport.Port).AsBridge)
}
