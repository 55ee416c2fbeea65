package virtiomem

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio memory devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-mem")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-mem-pci")

// Memory is the need of the memory behind the device: by default [RegionSize] bytes.
var Memory = graph.NewNeed("memdev", "memdev", graph.Backend{
	Kind: graph.Object, Type: "memory-backend-ram", Props: []graph.Prop{{Name: "size", Value: graph.Int(RegionSize)}},
})

// Sizes of the path's device, in bytes.
const (
	RegionSize = 128 << 20
	BlockSize  = 4 << 20
)

// RequestQueue is the queue of the device (virtio 1.3, section 5.15.2 "Virtqueues").
const RequestQueue = 0 // guest-request

// Features of a memory device (virtio 1.4, section "Memory Device", "Feature bits").
const (
	FeatureACPIPXM               virtio.Feature = 0
	FeatureUnpluggedInaccessible virtio.Feature = 1
	FeaturePersistentSuspend     virtio.Feature = 2
)

// Device-specific configuration space (virtio 1.3, section 5.15.4 "Device configuration
// layout"). Sizes are in bytes.
const (
	ConfigBlockSize     reg.Reg[uint64] = 0  // block_size
	ConfigNode          reg.Reg[uint16] = 8  // node_id, with FeatureACPIPXM
	ConfigAddr          reg.Reg[uint64] = 16 // addr
	ConfigRegionSize    reg.Reg[uint64] = 24 // region_size
	ConfigUsableSize    reg.Reg[uint64] = 32 // usable_region_size
	ConfigPluggedSize   reg.Reg[uint64] = 40 // plugged_size
	ConfigRequestedSize reg.Reg[uint64] = 48 // requested_size
)

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name:   "virtio-mem",
		OnBus:  "virtio-mem",
		Type:   virtio.Memory,
		Queues: []virtio.QueueModel{RequestQueue: {Name: "guest-request", Size: 128}},
		Names: []virtio.FeatureName{
			{Feature: FeatureACPIPXM, Name: "MEM_F_ACPI_PXM"},
			{Feature: FeatureUnpluggedInaccessible, Name: "MEM_F_UNPLUGGED_INACCESSIBLE"},
			{Feature: FeaturePersistentSuspend, Name: "MEM_F_PERSISTENT_SUSPEND"},
		},
		Sample: virtio.Sample{ // the state of no block, which fails
			Queue: RequestQueue, Out: Request{Type: GetState}.bytes(), In: responseSize,
			Needs: []virtio.Feature{FeatureUnpluggedInaccessible}, Usual: []string{"x86_64/pc"},
		},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassOthers, Vectors: 2,
		Fixed:   graph.ByVersion[bool]{Earlier: []graph.Earlier[bool]{{Until: "10.0", Value: true, Why: "memory devices of virtio could not be unplugged"}}},
		Earlier: []graph.Earlier[int]{{Until: "10.0", Why: "the device had no MSI-X"}},
	}
}
