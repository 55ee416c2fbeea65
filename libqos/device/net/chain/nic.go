package chain

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// NIC returns the options by which a controller on a board, behind so many others of its model, leads to a socket. QEMU gives its
// options -net to the controllers of a model in the order of the board.
func NIC(model string, far graph.Handle, before int) []graph.EdgeOption {
	opts := []graph.EdgeOption{graph.Define(far, ethernet.Socket())}
	nic := func(props ...graph.Prop) graph.EdgeOption {
		return graph.After(graph.Option{Flag: "-net", Type: "nic", Props: append([]graph.Prop{graph.P("model", model)}, props...)})
	}
	for range before {
		opts = append(opts, nic())
	}
	return append(opts, nic(graph.Prop{Name: "netdev", Value: graph.Ref(far)}))
}
