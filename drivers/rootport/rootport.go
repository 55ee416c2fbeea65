package rootport

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/rootport"
)

// Register adds the root port.
func Register(g *graph.Graph) {
	graph.Consumes(g, rootport.Driver, rootport.RootInterface, func(ctx context.Context, root *pci.Bus, env *graph.Env) (*rootport.Port, error) {
		return rootport.New(ctx, root, env.QEMU.QMP())
	})
	graph.Produces(g, rootport.Driver, pci.BusInterface, (*rootport.Port).Bus,
		graph.Plug(
			graph.P("bus", rootport.Driver.Name()),
			graph.P("addr", "00.0"),
			graph.P("romfile", ""), // no firmware runs that would use one
		),
		graph.Provides(pci.MessageSignalled),
	)
}
