package virtionet

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.1.4 "Device
// configuration layout").
const (
	ConfigMAC           uint64              = 0  // mac, six bytes; see virtio.Device.ReadConfig
	ConfigStatus        reg.Reg[LinkStatus] = 6  // status, with FeatureStatus
	ConfigMaxQueuePairs reg.Reg[uint16]     = 8  // max_virtqueue_pairs, with FeatureMQ
	ConfigMTU           reg.Reg[uint16]     = 10 // mtu in bytes, with FeatureMTU
)

// LinkStatus is the status field of configuration space.
type LinkStatus uint16

// Bits of the status field.
//
//qgraph:bits
const (
	LinkUp   LinkStatus = 1 << 0 // VIRTIO_NET_S_LINK_UP
	Announce LinkStatus = 1 << 1 // VIRTIO_NET_S_ANNOUNCE
)
