package eepro100

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
)

// Register adds the controllers.
func Register(g *graph.Graph) {
	for _, m := range eepro100.Models() {
		m.Register(g, graph.Needs(ethernet.Netdev))
	}
}
