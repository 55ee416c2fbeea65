package nvme

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/block"
	"github.com/qgraph/qgraph/libqos/nvme"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the controller, with one namespace.
func Register(g *graph.Graph) {
	graph.Consumes(g, nvme.Driver, pci.BusInterface, newDevice,
		graph.Props(graph.P("serial", nvme.Serial)),
		graph.Needs(block.Drive()),
	)
	graph.Produces(g, nvme.Driver, pci.DeviceInterface, func(d *nvme.Device) *pci.Device { return d.PCI })
}

func newDevice(ctx context.Context, bus *pci.Bus, _ *graph.Env) (*nvme.Device, error) {
	return nvme.New(ctx, bus)
}
