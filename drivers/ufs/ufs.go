package ufs

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/ufs"
)

// Register adds the host controller, with one logical unit.
func Register(g *graph.Graph) {
	graph.Consumes(g, ufs.Driver, pci.BusInterface, newDevice,
		graph.Props(graph.P("serial", ufs.Serial)),
		graph.Before(ufs.FirstDrive()),
		graph.After(ufs.FirstUnit()),
	)
	graph.Produces(g, ufs.Driver, pci.DeviceInterface, func(d *ufs.Device) *pci.Device { return d.PCI })
}

func newDevice(ctx context.Context, bus *pci.Bus, _ *graph.Env) (*ufs.Device, error) {
	return ufs.New(ctx, bus)
}
