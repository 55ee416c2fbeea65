package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// Register adds the network card.
func Register(g *graph.Graph) { ne2kpci.PCIModel().Register(g, graph.Needs(ethernet.Netdev)) }
