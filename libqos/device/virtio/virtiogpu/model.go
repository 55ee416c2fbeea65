package virtiogpu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio GPUs.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-gpu")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-gpu-pci")

// VGADriver is the device on PCI with VGA compatibility.
var VGADriver = graph.NewDriver[*virtiopci.Function]("virtio-vga")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-gpu-device")

// Queues of the device (virtio 1.3, section 5.7.2 "Virtqueues").
const (
	ControlQueue = 0 // controlq
	CursorQueue  = 1 // cursorq
)

// Features of a GPU (virtio 1.3, section 5.7.3 "Feature bits").
const (
	FeatureVirgl        virtio.Feature = 0
	FeatureEDID         virtio.Feature = 1
	FeatureResourceUUID virtio.Feature = 2
	FeatureResourceBlob virtio.Feature = 3
	FeatureContextInit  virtio.Feature = 4
)

// Device-specific configuration space (virtio 1.3, section 5.7.4 "Device configuration
// layout").
const (
	ConfigEventsRead     reg.Reg[Events] = 0  // events_read
	ConfigEventsClear    reg.Reg[Events] = 4  // events_clear
	ConfigScanouts       reg.Reg[uint32] = 8  // num_scanouts
	ConfigCapabilitySets reg.Reg[uint32] = 12 // num_capsets
)

// Events are the pending events.
type Events uint32

// The events.
//
//qgraph:bits
const (
	DisplayChanged Events = 1 << 0 // "DISPLAY": the displays have changed
)

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-gpu",
		Type: virtio.GPU,
		Queues: []virtio.QueueModel{
			ControlQueue: {Name: "controlq", Size: 64},
			CursorQueue:  {Name: "cursorq", Size: 16},
		},
		Features: []virtio.Feature{FeatureEDID},
		Names: []virtio.FeatureName{
			{Feature: FeatureVirgl, Name: "GPU_F_VIRGL"},
			{Feature: FeatureEDID, Name: "GPU_F_EDID"},
			{Feature: FeatureResourceUUID, Name: "GPU_F_RESOURCE_UUID"},
			{Feature: FeatureResourceBlob, Name: "GPU_F_RESOURCE_BLOB"},
			{Feature: FeatureContextInit, Name: "GPU_F_CONTEXT_INIT", Needs: []virtio.Feature{FeatureVirgl}},
		},
		Sample: virtio.Sample{Queue: ControlQueue, Out: Header{Type: uint32(GetDisplayInfo)}.Bytes(), In: HeaderSize + displaySize*Scanouts, Usual: []string{"x86_64/pc"}},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface, and stays
// as long as the machine runs.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassDisplay, Vectors: 3, Fixed: graph.ByVersion[bool]{Value: true}}
}

// VGAModel returns the model of the device on PCI with VGA compatibility (virtio 1.3,
// section 5.7.7 "VGA Compatibility").
func VGAModel() virtiopci.Model {
	m := PCIModel()
	m.Driver, m.Class = VGADriver.Name(), pci.ClassVGA
	return m
}
