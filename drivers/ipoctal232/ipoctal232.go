package ipoctal232

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/chardev"
	"github.com/qgraph/qgraph/libqos/ipack"
	"github.com/qgraph/qgraph/libqos/ipoctal"
)

// Register adds the module.
func Register(g *graph.Graph) {
	var needs []graph.Need
	for channel := range ipoctal.Channels {
		needs = append(needs, chardev.Chardev(ipoctal.Chardev(channel)))
	}
	graph.Consumes(g, ipoctal.Driver, ipack.Interface, newModule, graph.Needs(needs...))
}

func newModule(_ context.Context, slot ipack.Slot, _ *graph.Env) (*ipoctal.Module, error) {
	return ipoctal.New(slot), nil
}
