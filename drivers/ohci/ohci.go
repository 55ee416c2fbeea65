package ohci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// Register adds the USB host controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, ohci.Driver, pci.BusInterface, ohci.New)
	graph.Produces(g, ohci.Driver, pci.DeviceInterface, func(c *ohci.Controller) *pci.Device { return c.PCI })
	graph.Produces(g, ohci.Driver, usb.Interface, (*ohci.Controller).USB,
		graph.Plug(graph.Prop{Name: "bus", Value: graph.DeviceID(".0")}, graph.P("port", "1")))
}
