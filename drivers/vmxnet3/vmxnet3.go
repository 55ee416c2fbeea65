package vmxnet3

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
)

// Register adds the network card.
func Register(g *graph.Graph) { vmxnet3.PCIModel().Register(g, graph.Needs(ethernet.Netdev)) }
