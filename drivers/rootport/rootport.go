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
		graph.Plug(
			graph.Prop{Name: "bus", Value: graph.DeviceID("")},
			graph.P("addr", "00.0"),
			graph.P("romfile", ""), // no firmware runs to use one
		),
		graph.Provides(pci.MessageSignalled),
	)
}
