package e1000

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
)

// Register adds the controllers.
func Register(g *graph.Graph) {
	for _, m := range e1000.Models() {
		m.Register(g, graph.Needs(ethernet.Netdev))
	}
}
