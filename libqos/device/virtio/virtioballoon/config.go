package virtioballoon

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
)

// Device-specific configuration space (virtio 1.3, section 5.5.4 "Device configuration
// layout"). Its fields are little-endian with a legacy interface, too.
const (
	ConfigNumPages reg.Reg[uint32] = 0 // num_pages: pages that the device wants
	ConfigActual   reg.Reg[uint32] = 4 // actual: pages that the driver says it has given

	ConfigHintCommand reg.Reg[uint32] = 8  // free_page_hint_cmd_id, with FeatureFreePageHint
	ConfigPoison      reg.Reg[uint32] = 12 // poison_val: the driver fills free pages with it, with FeaturePagePoison
)

// Values of free_page_hint_cmd_id that are no command (virtio 1.3, section 5.5.6.5 "Free Page Hinting").
const (
	HintStop uint32 = 0 // VIRTIO_BALLOON_CMD_ID_STOP: hints are of no use
	HintDone uint32 = 1 // VIRTIO_BALLOON_CMD_ID_DONE: hinted pages can be used again
)

// PageSize is the unit of both fields and of the numbers in the queues, in bytes.
const PageSize = 4096

// Queues of the device (virtio 1.3, section 5.5.2 "Virtqueues").
const (
	InflateQueue    = 0 // inflateq
	DeflateQueue    = 1 // deflateq
	StatisticsQueue = 2 // statsq, with FeatureStatsVQ
	HintQueue       = 3 // free_page_vq, with FeatureFreePageHint
	ReportingQueue  = 4 // reporting_vq, with FeaturePageReporting
)

// Space returns the device's configuration space, whose fields are little-endian with either
// interface (virtio 1.3, section 5.5.4.0.0.1 "Legacy Interface: Device configuration layout").
func Space(d *virtio.Device) reg.Space {
	if d.Order() == binary.BigEndian {
		return swapped{d.Config()}
	}
	return d.Config()
}

type swapped struct{ reg.Space }

func (s swapped) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	v, err := s.Space.Load(guest.Swapped(ctx, w), w, offset)
	return guest.Swap(w, v), err
}

func (s swapped) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return s.Space.Store(guest.Swapped(ctx, w), w, offset, guest.Swap(w, value))
}
