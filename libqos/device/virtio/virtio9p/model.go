package virtio9p

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio 9P transports.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-9p")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-9p-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-9p-device")

// MountTag is the mount tag of the path's device, by which a guest names the
// file system to mount.
const MountTag = "qtest"

// FeatureMountTag means that configuration space has a mount tag
// (VIRTIO_9P_MOUNT_TAG).
const FeatureMountTag virtio.Feature = 0

// RequestQueue is the number of the device's only queue.
const RequestQueue = 0

// Device-specific configuration space (struct virtio_9p_config).
const (
	ConfigTagLength reg.Reg[uint16] = 0 // tag_len, in bytes
	ConfigTag       uint64          = 2 // tag, without a terminator; see virtio.Device.ReadConfig
)

// Model returns the model of the device: it has one queue.
func Model() virtio.Model {
	return virtio.Model{
		Name:     "virtio-9p",
		Type:     virtio.Transport9P,
		Queues:   []virtio.QueueModel{RequestQueue: {Name: "requests", Size: 128}},
		Features: []virtio.Feature{FeatureMountTag},
		Sample:   virtio.Sample{Queue: RequestQueue, Out: version(), In: 64},
		Names:    []virtio.FeatureName{{Feature: FeatureMountTag, Name: "9P_MOUNT_TAG"}},
	}
}

// PCIModel returns the model of the device on PCI. The size of its legacy BAR is
// that of the registers and of configuration space with [MountTag] in it.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{
		Device: Model(), Class: pci.Class9P, Vectors: 2,
		LegacyID: virtiopci.Legacy9P, LegacyConfig: 7,
	}
}

// version is Tversion with messages of 8 KiB for 9P2000.L, which begins a session without files.
func version() []byte {
	const name = "9P2000.L"
	p := []byte{0, 0, 0, 0, 100, 0xff, 0xff, 0, 0x20, 0, 0, byte(len(name)), 0}
	p = append(p, name...)
	p[0] = byte(len(p))
	return p
}
