package virtiosound

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio sound devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-sound")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-sound-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-sound-device")

// Queues of the device (virtio 1.3, section 5.14.2 "Virtqueues").
const (
	ControlQueue  = 0 // controlq
	EventQueue    = 1 // eventq
	TransmitQueue = 2 // txq: frames to play
	ReceiveQueue  = 3 // rxq: recorded frames
)

// Device-specific configuration space (virtio 1.3, section 5.14.4 "Device Configuration
// Layout").
const (
	ConfigJacks       reg.Reg[uint32] = 0 // jacks
	ConfigStreams     reg.Reg[uint32] = 4 // streams
	ConfigChannelMaps reg.Reg[uint32] = 8 // chmaps
)

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-sound",
		Type: virtio.Sound,
		Queues: []virtio.QueueModel{
			ControlQueue:  {Name: "controlq", Size: 64},
			EventQueue:    {Name: "eventq", Size: 64},
			TransmitQueue: {Name: "txq", Size: 64},
			ReceiveQueue:  {Name: "rxq", Size: 64},
		},
		Names:  []virtio.FeatureName{{Feature: 0, Name: "SND_F_CTLS"}},
		Sample: virtio.Sample{Queue: ControlQueue, Out: words(uint32(StreamInfo), 0, 1, streamSize), In: 4 + streamSize, Usual: []string{"x86_64/pc"}},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface, and QEMU
// does not save its streams.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassAudio, Vectors: 2, Unmigratable: true}
}
