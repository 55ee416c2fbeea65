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
		graph.DeviceProps(graph.Prop{Name: "aw-bits", Value: graph.Int(addressBits)}, graph.P("granule", "4k")),
		graph.Known(rangeDeviations()...), graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "invalid config[.]bypass value", Why: "The test writes values that bypass cannot have.",
		}))
	graph.Test(g, "virtio-iommu-tests/map_unmap", virtioiommu.Interface, mapUnmap)
	graph.Test(g, "virtio-iommu-pci-tests/translation", virtioiommu.PCIDriver, translation, withEndpoint(),
		graph.Known(faultDeviations()...), graph.Allows(faults()...))
	graph.Pair(g, "virtio-iommu-pci-tests/migrate", virtioiommu.PCIDriver, migrate, withEndpoint())
}

// faults are QEMU's messages about accesses that the device refuses.
func faults() []graph.Complaint {
	return []graph.Complaint{
		{
			Kind: graph.ErrorMessage, Text: "virtio_iommu_translate (sid=|no mapping for|permission error on|.* not attached to any domain)",
			Why: "The endpoint writes where it must not.",
		},
		{
			Kind: graph.ErrorMessage, Text: "no buffer available in event queue to report event",
			Why: "An endpoint makes several accesses for one request, and the test has one buffer.",
		},
		{Kind: graph.ErrorMessage, Text: "error buffer of wrong size", Why: "The test gives the device buffers that are too small."},
		{Kind: graph.ErrorMessage, Text: "Guest moved used index", Why: "An endpoint that reaches no memory reads no ring."},
	}
}
