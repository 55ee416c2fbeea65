package virtioscsi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio SCSI hosts.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-scsi")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-scsi-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-scsi-device")

// Queues of a device with one request queue (virtio 1.3, section 5.6.2
// "Virtqueues").
const (
	ControlQueue = 0 // controlq
	EventQueue   = 1 // eventq
	RequestQueue = 2 // the first one
)

// Features of a SCSI host (virtio 1.3, section 5.6.3 "Feature bits").
const (
	FeatureInOut   virtio.Feature = 0 // a command may have data both ways
	FeatureHotplug virtio.Feature = 1
	FeatureChange  virtio.Feature = 2 // the device reports changes of a unit's parameters
	FeatureT10PI   virtio.Feature = 3
)

// queueSize is the default number of descriptors of a queue (QEMU 11.1, property
// virtqueue_size).
const queueSize = 256

// Model returns the model of the device with one vCPU: one request queue.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-scsi",
		Type: virtio.SCSIHost,
		Queues: []virtio.QueueModel{
			ControlQueue: {Name: "controlq", Size: queueSize},
			EventQueue:   {Name: "eventq", Size: queueSize},
			RequestQueue: {Name: "requestq", Size: queueSize},
		},
		Features: []virtio.Feature{FeatureHotplug, FeatureChange},
		Sample:   virtio.Sample{Queue: RequestQueue, Out: make([]byte, sampleSize), In: sampleRoom},
		Names: []virtio.FeatureName{
			{Feature: FeatureInOut, Name: "SCSI_F_INOUT"},
			{Feature: FeatureHotplug, Name: "SCSI_F_HOTPLUG"},
			{Feature: FeatureChange, Name: "SCSI_F_CHANGE"},
			{Feature: FeatureT10PI, Name: "SCSI_F_T10_PI"},
		},
	}
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassSCSI, Vectors: 4,
		LegacyID: virtiopci.LegacySCSIHost, LegacyConfig: 36,
	}
}

// The sizes of a request to unit 0 and of its response, in bytes, with the default sizes of command and sense data (virtio
// 1.3, section 5.6.6.1 "Device Operation: Request Queues"). An address of zeros is that of no unit.
const (
	sampleSize = 19 + 32
	sampleRoom = 12 + 96
)
