package pcnet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
)

// Register adds the Ethernet controller.
func Register(g *graph.Graph) { pcnet.PCIModel().Register(g, graph.Needs(ethernet.Netdev)) }
