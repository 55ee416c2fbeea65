package virtioiommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtioiommu.PCIDriver, pci.BusInterface, virtioiommu.Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings(), graph.Requires(pci.IOMMURoot),
		// The machine's host bridges must use the IOMMU, regardless of their default.
		graph.Before(graph.Option{Flag: "-global", Type: "pci-host-bridge.bypass-iommu=off"}))
	graph.Produces(g, virtioiommu.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtioiommu.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioiommu.PCIDriver, virtioiommu.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioiommu.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)
}
