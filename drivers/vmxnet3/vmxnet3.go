package vmxnet3

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
)

// Register adds the network card.
func Register(g *graph.Graph) {
	graph.Consumes(g, vmxnet3.Driver, pci.BusInterface, vmxnet3.New,
		graph.Props(graph.P("mac", vmxnet3.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, vmxnet3.Driver, pci.DeviceInterface, func(d *vmxnet3.Device) *pci.Device { return d.PCI })
}
