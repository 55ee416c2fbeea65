package virtiortc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio clocks.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-rtc")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-rtc-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-rtc-device")

// RequestQueue is the queue of a device without alarms ("Virtqueues").
const RequestQueue = 0 // requestq

// FeatureAlarm lets a driver set alarms ("Feature bits").
const FeatureAlarm virtio.Feature = 0

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name:   "virtio-rtc",
		Type:   virtio.Clock,
		Queues: []virtio.QueueModel{RequestQueue: {Name: "requestq", Size: 64}},
		Names:  []virtio.FeatureName{{Feature: FeatureAlarm, Name: "RTC_F_ALARM"}},
		Sample: virtio.Sample{Queue: RequestQueue, Out: Request(Configuration, 0, 0), In: HeaderSize + FieldsSize, Usual: []string{"x86_64/pc"}},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface and no
// MSI-X.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassClock}
}
