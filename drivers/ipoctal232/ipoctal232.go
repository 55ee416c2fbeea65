package ipoctal232

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/ipack"
	"github.com/qgraph/qgraph/libqos/device/misc/ipoctal"
)

// Register adds the module.
func Register(g *graph.Graph) {
	var needs []graph.Need
	for channel := range ipoctal.Channels {
		needs = append(needs, ipoctal.Chardev(channel))
	}
	graph.Consumes(g, ipoctal.Driver, ipack.Interface, newModule, graph.Needs(needs...))
}

func newModule(_ context.Context, slot ipack.Slot) (*ipoctal.Module, error) {
	return ipoctal.New(slot), nil
}
