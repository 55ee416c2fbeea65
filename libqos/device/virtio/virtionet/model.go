package virtionet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio network devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-net")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-net-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-net-device")

// MAC returns the address of the path's device.
func MAC() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0xe1, 0xe2, 0xe3} }

// Queues of a device with one pair of them (virtio 1.3, section 5.1.2
// "Virtqueues").
const (
	ReceiveQueue  = 0 // receiveq1
	TransmitQueue = 1 // transmitq1
	ControlQueue  = 2 // controlq
)

// Model returns the model of the device: one pair of queues and a control
// queue.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-net",
		Type: virtio.Network,
		Queues: []virtio.QueueModel{
			ReceiveQueue:  {Name: "receiveq1", Size: 256},
			TransmitQueue: {Name: "transmitq1", Size: 256},
			ControlQueue:  {Name: "controlq", Size: 64},
		},
		Features: []virtio.Feature{
			FeatureMAC, FeatureMrgRxBuf, FeatureStatus, FeatureCtrlVQ, FeatureCtrlRx, FeatureCtrlVLAN,
			FeatureGuestAnnounce, FeatureCtrlMACAddr,
		},
		Names:  names(),
		Sample: virtio.Sample{Queue: ControlQueue, Out: []byte{0xff, 0}, In: 1, Needs: []virtio.Feature{FeatureCtrlVQ}}, // a command that is refused
	}
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassEthernet, Vectors: 4,
		LegacyID: virtiopci.LegacyNetwork, LegacyConfig: 8,
	}
}
