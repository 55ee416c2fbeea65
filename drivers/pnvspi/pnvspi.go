package pnvspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pnvspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Register adds the bus of the master, with the servers' serial EEPROM. Its name has the number of the master, which is the same
// on all boards here.
func Register(g *graph.Graph) {
	graph.Produces(g, pnvspi.Driver, ssi.Interface, func(m *pnvspi.Master) ssi.Bus { return &pnvspi.Bus{Master: m} },
		graph.Plug(graph.P("bus", "chip0.spi.2"), graph.P("cs", "0")), graph.On("25csm04"))
}
