package virtioiommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// Register adds the device.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtioiommu.PCIDriver, virtioiommu.Interface, virtioiommu.PCIModel(), graph.Requires(pci.IOMMURoot),
		// The machine's host bridges must use the IOMMU, regardless of their default.
		graph.Before(graph.Option{Flag: "-global", Type: "pci-host-bridge.bypass-iommu=off"}))
}
