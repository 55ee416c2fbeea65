package virtioballoon

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.5.4 "Device configuration
// layout"). Its fields are little-endian with a legacy interface, too.
const (
	ConfigNumPages reg.Reg[uint32] = 0 // num_pages: pages that the device wants
	ConfigActual   reg.Reg[uint32] = 4 // actual: pages that the driver says it has given
)

// PageSize is the unit of both fields and of the numbers in the queues, in bytes.
const PageSize = 4096

// Queues of the device (virtio 1.3, section 5.5.2 "Virtqueues").
const (
	InflateQueue    = 0 // inflateq
	DeflateQueue    = 1 // deflateq
	StatisticsQueue = 2 // statsq, with FeatureStatsVQ
)
