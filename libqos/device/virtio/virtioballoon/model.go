package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio memory balloons.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-balloon")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-balloon-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-balloon-device")

// Features of a memory balloon (virtio 1.3, section 5.5.3 "Feature bits").
const (
	FeatureMustTellHost  virtio.Feature = 0
	FeatureStatsVQ       virtio.Feature = 1
	FeatureDeflateOnOOM  virtio.Feature = 2
	FeatureFreePageHint  virtio.Feature = 3
	FeaturePagePoison    virtio.Feature = 4
	FeaturePageReporting virtio.Feature = 5
)

// Model returns the model of the device with its defaults.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-balloon",
		Type: virtio.TraditionalBalloon,
		Queues: []virtio.QueueModel{
			{Name: "inflateq", Size: 128},
			{Name: "deflateq", Size: 128},
			{Name: "statsq", Size: 128},
		},
		Features: []virtio.Feature{FeatureStatsVQ},
		Sample:   virtio.Sample{Queue: 1, Out: make([]byte, 4)}, // takes page 0 back
		Names: []virtio.FeatureName{
			{Feature: FeatureMustTellHost, Name: "BALLOON_F_MUST_TELL_HOST"},
			{Feature: FeatureStatsVQ, Name: "BALLOON_F_STATS_VQ"},
			{Feature: FeatureDeflateOnOOM, Name: "BALLOON_F_DEFLATE_ON_OOM"},
			{Feature: FeatureFreePageHint, Name: "BALLOON_F_FREE_PAGE_HINT"},
			{Feature: FeaturePagePoison, Name: "BALLOON_F_PAGE_POISON"},
			{Feature: FeaturePageReporting, Name: "BALLOON_F_PAGE_REPORTING"},
		},
	}
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassOthers, Vectors: 2,
		Earlier:  []graph.Earlier[int]{{Until: "10.0", Why: "the device had no MSI-X"}},
		LegacyID: virtiopci.LegacyBalloon, LegacyConfig: 16,
	}
}
