package riscviommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// Register adds the IOMMU.
func Register(g *graph.Graph) {
	graph.Consumes(g, riscviommu.Driver, pci.BusInterface, riscviommu.New)
	graph.Produces(g, riscviommu.Driver, pci.DeviceInterface, func(d *riscviommu.Device) *pci.Device { return d.PCI })
}
