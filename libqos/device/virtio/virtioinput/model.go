package virtioinput

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Kind is one of QEMU's input devices.
type Kind struct {
	Name  string    // QEMU's, without the transport
	Class pci.Class // on PCI
}

// Keyboard returns the keyboard.
func Keyboard() Kind { return Kind{"virtio-keyboard", pci.ClassKeyboard} }

// Mouse returns the mouse: it reports movements.
func Mouse() Kind { return Kind{"virtio-mouse", pci.ClassMouse} }

// Tablet returns the tablet: it reports positions.
func Tablet() Kind { return Kind{"virtio-tablet", pci.ClassInput} }

// Multitouch returns the touch screen for several fingers.
func Multitouch() Kind { return Kind{"virtio-multitouch", pci.ClassInput} }

// Interface is the interface of the devices of a kind.
func (k Kind) Interface() graph.Interface[*virtio.Hardware] {
	return graph.NewInterface[*virtio.Hardware](k.Name)
}

// PCIDriver is the device on PCI.
func (k Kind) PCIDriver() graph.Driver[*virtiopci.Function] {
	return graph.NewDriver[*virtiopci.Function](k.Name + "-pci")
}

// DeviceDriver is the device on one of the machine's transports.
func (k Kind) DeviceDriver() graph.Driver[*virtiommio.Slot] {
	return graph.NewDriver[*virtiommio.Slot](k.Name + "-device")
}

// Queues of the device (virtio 1.3, section 5.8.2 "Virtqueues").
const (
	EventQueue  = 0 // eventq: from the device
	StatusQueue = 1 // statusq: to the device
)

// Model returns the model of the device: it has no features.
func (k Kind) Model() virtio.Model {
	return virtio.Model{
		Name: k.Name,
		Type: virtio.Input,
		Queues: []virtio.QueueModel{
			EventQueue:  {Name: "eventq", Size: 64},
			StatusQueue: {Name: "statusq", Size: 64},
		},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface.
func (k Kind) PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: k.Model(), Class: k.Class, Vectors: 2}
}
