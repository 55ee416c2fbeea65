package virtiorng

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio entropy devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-rng")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-rng-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-rng-device")

// Model returns the model of the device: it has one queue, no features and no
// configuration space.
func Model() virtio.Model {
	return virtio.Model{
		Name:   "virtio-rng",
		Type:   virtio.Entropy,
		Queues: []virtio.QueueModel{{Name: "requestq", Size: 8}},
		Sample: virtio.Sample{In: 16},
	}
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassOthers, Vectors: 2,
		LegacyID: virtiopci.LegacyEntropy,
	}
}
