package virtioiommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio IOMMUs.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-iommu")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-iommu-pci")

// Queues of the device (virtio 1.3, section 5.13.2 "Virtqueues").
const (
	RequestQueue = 0 // requestq
	EventQueue   = 1 // eventq
)

// Features of an IOMMU (virtio 1.3, section 5.13.3 "Feature bits").
const (
	FeatureInputRange   virtio.Feature = 0
	FeatureDomainRange  virtio.Feature = 1
	FeatureMapUnmap     virtio.Feature = 2
	FeatureBypass       virtio.Feature = 3
	FeatureProbe        virtio.Feature = 4
	FeatureMMIO         virtio.Feature = 5
	FeatureBypassConfig virtio.Feature = 6
)

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-iommu",
		Type: virtio.IOMMU,
		Queues: []virtio.QueueModel{
			RequestQueue: {Name: "requestq", Size: 256},
			EventQueue:   {Name: "eventq", Size: 256},
		},
		Sample: virtio.Sample{Queue: RequestQueue, Out: make([]byte, 4), In: 4}, // a request of type 0, which is refused
		Features: []virtio.Feature{
			FeatureInputRange, FeatureDomainRange, FeatureMapUnmap, FeatureProbe, FeatureMMIO, FeatureBypassConfig,
		},
		Names: []virtio.FeatureName{
			{Feature: FeatureInputRange, Name: "IOMMU_F_INPUT_RANGE"},
			{Feature: FeatureDomainRange, Name: "IOMMU_F_DOMAIN_RANGE"},
			{Feature: FeatureMapUnmap, Name: "IOMMU_F_MAP_UNMAP"},
			{Feature: FeatureBypass, Name: "IOMMU_F_BYPASS"},
			{Feature: FeatureProbe, Name: "IOMMU_F_PROBE"},
			{Feature: FeatureMMIO, Name: "IOMMU_F_MMIO"},
			{Feature: FeatureBypassConfig, Name: "IOMMU_F_BYPASS_CONFIG"},
		},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface and no
// MSI-X, and must not be unplugged while the machine runs.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassOthers, Fixed: graph.ByVersion[bool]{Value: true}}
}
