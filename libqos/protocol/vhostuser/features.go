package vhostuser

// Features is a set of virtio features, bit n being the feature n (virtio 1.3,
// section 2.2 "Feature Bits"), together with those of vhost.
type Features uint64

// Features that a back end acts on. Bits 26 and 30 are vhost's (QEMU's
// documentation, docs/interop/vhost-user, "Migration" and "Communication").
//
//qgraph:bits Feature
const (
	FeatureLogAll       Features = 1 << 26 // VHOST_F_LOG_ALL: mark changed pages in the log
	FeatureAnyLayout    Features = 1 << 27 // VIRTIO_F_ANY_LAYOUT, of legacy devices
	FeatureIndirectDesc Features = 1 << 28 // VIRTIO_F_INDIRECT_DESC
	FeatureEventIdx     Features = 1 << 29 // VIRTIO_F_EVENT_IDX
	FeatureProtocol     Features = 1 << 30 // "PROTOCOL_FEATURES": VHOST_USER_F_PROTOCOL_FEATURES
	FeatureVersion1     Features = 1 << 32 // "VERSION_1": VIRTIO_F_VERSION_1
	FeatureRingPacked   Features = 1 << 34 // VIRTIO_F_RING_PACKED
)

// ProtocolFeatures is a set of extensions of the protocol (QEMU's documentation,
// docs/interop/vhost-user, "Protocol features").
type ProtocolFeatures uint64

// The extensions (VHOST_USER_PROTOCOL_F_*).
//
//qgraph:bits
const (
	MQ                   ProtocolFeatures = 1 << 0  // GET_QUEUE_NUM
	LogShmFD             ProtocolFeatures = 1 << 1  // "LOG_SHMFD": the log is shared memory
	RARP                 ProtocolFeatures = 1 << 2  // SEND_RARP
	ReplyAck             ProtocolFeatures = 1 << 3  // replies on demand
	NetMTU               ProtocolFeatures = 1 << 4  // "MTU": NET_SET_MTU
	BackendReq           ProtocolFeatures = 1 << 5  // requests of the back end
	CrossEndian          ProtocolFeatures = 1 << 6  // SET_VRING_ENDIAN
	CryptoSession        ProtocolFeatures = 1 << 7  // sessions of a crypto device
	PageFault            ProtocolFeatures = 1 << 8  // "PAGEFAULT": postcopy migration
	Config               ProtocolFeatures = 1 << 9  // GET_CONFIG, SET_CONFIG
	BackendSendFD        ProtocolFeatures = 1 << 10 // descriptors with requests of the back end
	HostNotifier         ProtocolFeatures = 1 << 11 // notification pages
	InflightShmFD        ProtocolFeatures = 1 << 12 // "INFLIGHT_SHMFD": GET_INFLIGHT_FD, SET_INFLIGHT_FD
	CanResetDevice       ProtocolFeatures = 1 << 13 // "RESET_DEVICE"
	InbandNotifications  ProtocolFeatures = 1 << 14 // VRING_KICK
	ConfigureMemSlots    ProtocolFeatures = 1 << 15 // ADD_MEM_REG, REM_MEM_REG
	HasStatus            ProtocolFeatures = 1 << 16 // "STATUS": SET_STATUS, GET_STATUS
	XenMmap              ProtocolFeatures = 1 << 17 // memory of Xen
	SharedObject         ProtocolFeatures = 1 << 18 // dma-bufs shared by UUID
	DeviceState          ProtocolFeatures = 1 << 19 // migration of the back end's state
	GetVringBaseInflight ProtocolFeatures = 1 << 20 // requests in flight stay so when a ring stops
)

// supported returns the extensions that a [Session] implements.
func supported() ProtocolFeatures {
	return MQ | LogShmFD | RARP | ReplyAck | NetMTU | BackendReq | CrossEndian | Config |
		InflightShmFD | CanResetDevice | InbandNotifications | ConfigureMemSlots | HasStatus | DeviceState
}
