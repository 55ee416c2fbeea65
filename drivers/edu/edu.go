package edu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// Register adds the device. By default it reaches the first 256 MiB of the address
// space only, where many boards have no RAM: its mask is that of all addresses.
func Register(g *graph.Graph) {
	graph.Consumes(g, edu.Driver, pci.BusInterface, edu.New, graph.Props(graph.P("dma_mask", "0xffffffffffffffff")))
	graph.Produces(g, edu.Driver, pci.DeviceInterface, func(d *edu.Device) *pci.Device { return d.PCI })
}
