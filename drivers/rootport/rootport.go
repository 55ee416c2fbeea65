package rootport

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/rootport"
)

// Register adds the root port.
func Register(g *graph.Graph) {
	graph.ConsumesEnv(g, rootport.Driver, rootport.RootInterface, func(ctx context.Context, root *pci.Bus, env *run.Env) (*rootport.Port, error) {
		return rootport.New(ctx, root, env.QEMU.QMP())
	})
	graph.Produces(g, rootport.Driver, pci.BusInterface, (*rootport.Port).Bus,
		graph.Plug(
			graph.Prop{Name: "bus", Value: graph.DeviceID("")},
			graph.P("addr", "00.0"),
			graph.P("romfile", ""), // no firmware runs that would use one
		),
		graph.Provides(pci.MessageSignalled),
	)
}
