package virtionet

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.1.4 "Device
// configuration layout").
const (
	ConfigMAC           uint64              = 0  // mac, six bytes; see virtio.Device.ReadConfig
	ConfigStatus        reg.Reg[LinkStatus] = 6  // status, with FeatureStatus
	ConfigMaxQueuePairs reg.Reg[uint16]     = 8  // max_virtqueue_pairs, with FeatureMQ
	ConfigMTU           reg.Reg[uint16]     = 10 // mtu in bytes, with FeatureMTU
	ConfigSpeed         reg.Reg[uint32]     = 12 // speed in Mbit/s, with FeatureSpeedDuplex
	ConfigDuplex        reg.Reg[Duplex]     = 16 // duplex, with FeatureSpeedDuplex
	ConfigRSSKeySize    reg.Reg[uint8]      = 17 // rss_max_key_size in bytes, with FeatureRSS
	ConfigRSSTableSize  reg.Reg[uint16]     = 18 // rss_max_indirection_table_length, with FeatureRSS
	ConfigHashTypes     reg.Reg[uint32]     = 20 // supported_hash_types, with FeatureRSS
)

// Duplex is the duplex field of configuration space. Versions 1.1 to 1.3 of the
// specification give these values in section 5.1.4, and the opposite ones among its
// requirements.
type Duplex uint8

// FullDuplex is the value for a link that sends and receives at once.
const FullDuplex Duplex = 1

// LinkStatus is the status field of configuration space.
type LinkStatus uint16

// Bits of the status field.
//
//qgraph:bits
const (
	LinkUp   LinkStatus = 1 << 0 // VIRTIO_NET_S_LINK_UP
	Announce LinkStatus = 1 << 1 // VIRTIO_NET_S_ANNOUNCE
)
