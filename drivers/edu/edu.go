package edu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// Register adds the device. By default it accesses only the first 256 MiB of the
// address space, where many boards have no RAM. Its mask therefore covers all
// addresses.
func Register(g *graph.Graph) {
	graph.Consumes(g, edu.Driver, pci.BusInterface, edu.New, graph.Props(graph.P("dma_mask", "0xffffffffffffffff")))
	graph.Produces(g, edu.Driver, pci.DeviceInterface, func(d *edu.Device) *pci.Device { return d.PCI })
}
