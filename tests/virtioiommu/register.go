package virtioiommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-iommu-tests/attach_detach", virtioiommu.Interface, attachDetach,
		graph.After(graph.Option{Flag: "-device", Type: "virtio-rng-pci"}), // a second endpoint
		graph.Known(deviations()...))
	graph.Test(g, "virtio-iommu-tests/config", virtioiommu.Interface, config,
		graph.DeviceProps(graph.Prop{Name: "aw-bits", Value: graph.Int(addressBits)}, graph.P("granule", "4k")))
	graph.Test(g, "virtio-iommu-tests/map_unmap", virtioiommu.Interface, mapUnmap)
	graph.Pair(g, "virtio-iommu-pci-tests/migrate", virtioiommu.PCIDriver, migrate, withEndpoint())
}
