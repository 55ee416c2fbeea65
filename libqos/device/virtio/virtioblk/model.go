package virtioblk

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio block devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-blk")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-blk-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-blk-device")

// Serial is the serial number of the path's device, as GET_ID returns it.
const Serial = "qgraph-disk-serial"

// RequestQueue is the number of the only queue of a device with one vCPU (virtio
// 1.3, section 5.2.2 "Virtqueues").
const RequestQueue = 0

// queueSize is the default number of descriptors of the queue (QEMU 11.1, property
// queue-size).
const queueSize = 256

// SegMax is the default limit of segments in a request: QEMU keeps two descriptors
// of the queue for header and status.
const SegMax = queueSize - 2

// Model returns the model of the device: one queue.
func Model() virtio.Model {
	return virtio.Model{
		Name:   "virtio-blk",
		Type:   virtio.Block,
		Queues: []virtio.QueueModel{RequestQueue: {Name: "requestq1", Size: queueSize}},
		Features: []virtio.Feature{
			FeatureSegMax, FeatureGeometry, FeatureBlockSize, FeatureFlush, FeatureTopology, FeatureConfigWCE,
			FeatureDiscard, FeatureWriteZeroes,
		},
		Names:  names(),
		Sample: virtio.Sample{Queue: RequestQueue, Out: make([]byte, headerSize), In: SectorSize + 1, Thread: true}, // a read of sector 0
	}
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassSCSI, Vectors: 2,
		LegacyID: virtiopci.LegacyBlock, LegacyConfig: 60,
	}
}
