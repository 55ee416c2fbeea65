package ufs

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/block"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/ufs"
)

// Register adds the host controller with logical unit 0, which forgets what is
// written to it. Tests add others.
func Register(g *graph.Graph) {
	const drive = "ufs-lu0"
	null := block.Null(block.DefaultSize)
	graph.Consumes(g, ufs.Driver, pci.BusInterface, newDevice,
		graph.Props(graph.P("serial", ufs.Serial)),
		graph.Before(graph.Option{Flag: string(null.Kind), Type: null.Type, ID: drive, Props: null.Props}),
		graph.After(ufs.Unit(0, graph.Str(drive))),
	)
	graph.Produces(g, ufs.Driver, pci.DeviceInterface, func(d *ufs.Device) *pci.Device { return d.PCI })
}

func newDevice(ctx context.Context, bus *pci.Bus, _ *graph.Env) (*ufs.Device, error) {
	return ufs.New(ctx, bus)
}
