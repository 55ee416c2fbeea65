package virtioserial

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-serial-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-serial-device")

// Features of a console (virtio 1.3, section 5.3.3 "Feature bits").
const (
	FeatureSize       virtio.Feature = 0
	FeatureMultiport  virtio.Feature = 1
	FeatureEmergWrite virtio.Feature = 2
)

// Ports is the default number of ports of a device (QEMU 11.1, property
// max_ports).
const Ports = 31

// Model returns the model of the device with its defaults: two queues for each
// port, and two for control after those of the first port (virtio 1.3, section
// 5.3.2 "Virtqueues").
func Model() virtio.Model {
	m := virtio.Model{
		Name: "virtio-serial",
		Type: virtio.Console,
		Queues: []virtio.QueueModel{
			{Name: "receiveq(port 0)", Size: 128},
			{Name: "transmitq(port 0)", Size: 128},
			{Name: "control receiveq", Size: 32},
			{Name: "control transmitq", Size: 32},
		},
		Features: []virtio.Feature{FeatureMultiport, FeatureEmergWrite},
		Sample:   virtio.Sample{Queue: 1, Out: make([]byte, 1)}, // one byte for port 0
		Names: []virtio.FeatureName{
			{Feature: FeatureSize, Name: "CONSOLE_F_SIZE"},
			{Feature: FeatureMultiport, Name: "CONSOLE_F_MULTIPORT"},
			{Feature: FeatureEmergWrite, Name: "CONSOLE_F_EMERG_WRITE"},
		},
	}
	for port := 1; port < Ports; port++ {
		m.Queues = append(m.Queues,
			virtio.QueueModel{Name: fmt.Sprintf("receiveq(port %d)", port), Size: 128},
			virtio.QueueModel{Name: fmt.Sprintf("transmitq(port %d)", port), Size: 128})
	}
	return m
}

// PCIModel returns the model of the device on PCI.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.ClassCommunication, Vectors: 2,
		LegacyID: virtiopci.LegacyConsole, LegacyConfig: 12,
	}
}
