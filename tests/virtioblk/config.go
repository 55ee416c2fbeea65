package virtioblk

import (
	"math/bits"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// Properties of the device in the config test. No two of them appear as the same
// number.
const (
	logicalBlock  = 1024
	physicalBlock = 4096
	minIO         = 8192
	optIO         = 65536
	granularity   = 16384
	cylinders     = 37
	heads         = 5
	trackSectors  = 18                                 // a multiple of the block size
	maxSectors    = (1<<31 - 1) / virtioblk.SectorSize // QEMU's longest request
)

func shape() graph.TestOption {
	number := func(name string, n int64) graph.Prop { return graph.Prop{Name: name, Value: graph.Int(n)} }
	return graph.DeviceProps(
		number("logical_block_size", logicalBlock), number("physical_block_size", physicalBlock),
		number("min_io_size", minIO), number("opt_io_size", optIO), number("discard_granularity", granularity),
		number("cyls", cylinders), number("heads", heads), number("secs", trackSectors),
	)
}

// config compares every field of configuration space with the command line, or with
// QEMU's default. It finds a device that omits a field, puts it elsewhere, or
// counts it in the wrong unit.
func config(t *run.T, hw *virtio.Hardware) {
	file := openFile(t, block.Drive)
	all := virtio.FeaturesOf(hw.Model.Features...)
	each(t, hw, file, all, func(r *rig) {
		r.need(hw.Model.Features...)
		for _, f := range []virtio.Feature{virtioblk.FeatureRO, virtioblk.FeatureSecureErase, virtioblk.FeatureZoned} {
			offered, err := r.disk.Offered(r.Context())
			r.Must(err)
			if offered.Has(f) {
				r.Errorf("%s: %s is offered, want it absent", r.what, virtio.FeaturesOf(f).Format(hw.Model.Names))
			}
		}
		r.fields()
	})
	t.Step("padding", func() { each(t, hw, file, virtio.Features{}, padding) })
	t.Step("legacy cache mode", func() { legacyCache(t, hw) })
	t.Step("cache without flushes", func() {
		modern := hw.ModernT(t)
		with(t, hw, modern, file, virtio.FeaturesOf(virtioblk.FeatureConfigWCE), func(r *rig) {
			r.need(virtioblk.FeatureConfigWCE)
			if got := virtioblk.ConfigWriteback.ReadT(r, r.disk.Config()); got != 0 {
				r.Errorf("%s: writeback = %d with CONFIG_WCE and without FLUSH, want 0", r.what, got)
			}
		})
	})
}

// padding reads the bytes unused0 and unused1 (section 5.2.5.2 "Device Requirements: Device
// Initialization").
func padding(r *rig) {
	for _, at := range []reg.Reg[uint8]{33, 57, 58, 59} {
		if got := at.ReadT(r, r.disk.Config()); got != 0 {
			r.Errorf("%s: padding at %d = %#x, want 0", r.what, uint64(at), got)
		}
	}
}

func (r *rig) fields() {
	r.Helper()
	want := map[string]uint64{
		"capacity": sectors,
		"seg_max":  virtioblk.SegMax,

		"geometry.cylinders": cylinders,
		"geometry.heads":     heads,
		"geometry.sectors":   trackSectors,
		"blk_size":           logicalBlock,

		"topology.physical_block_exp": uint64(bits.TrailingZeros(physicalBlock / logicalBlock)),
		"topology.alignment_offset":   0,
		"topology.min_io_size":        minIO / logicalBlock,
		"topology.opt_io_size":        optIO / logicalBlock,

		"writeback": 1,

		"max_discard_sectors":      maxSectors,
		"max_discard_seg":          1,
		"discard_sector_alignment": granularity / virtioblk.SectorSize,
		"max_write_zeroes_sectors": maxSectors,
		"max_write_zeroes_seg":     1,
		"write_zeroes_may_unmap":   1,
	}
	got := map[string]uint64{
		"capacity": virtioblk.ConfigCapacity.ReadT(r, r.disk.Config()),
		"seg_max":  field(r, virtioblk.ConfigSegMax),

		"geometry.cylinders": field(r, virtioblk.ConfigCylinders),
		"geometry.heads":     field(r, virtioblk.ConfigHeads),
		"geometry.sectors":   field(r, virtioblk.ConfigSectors),
		"blk_size":           field(r, virtioblk.ConfigBlockSize),

		"topology.physical_block_exp": field(r, virtioblk.ConfigPhysicalBlockExp),
		"topology.alignment_offset":   field(r, virtioblk.ConfigAlignmentOffset),
		"topology.min_io_size":        field(r, virtioblk.ConfigMinIOSize),
		"topology.opt_io_size":        field(r, virtioblk.ConfigOptIOSize),

		"writeback": field(r, virtioblk.ConfigWriteback),

		"max_discard_sectors":      field(r, virtioblk.ConfigMaxDiscardSectors),
		"max_discard_seg":          field(r, virtioblk.ConfigMaxDiscardSeg),
		"discard_sector_alignment": field(r, virtioblk.ConfigDiscardSectorAlignment),
		"max_write_zeroes_sectors": field(r, virtioblk.ConfigMaxWriteZeroesSectors),
		"max_write_zeroes_seg":     field(r, virtioblk.ConfigMaxWriteZeroesSeg),
		"write_zeroes_may_unmap":   field(r, virtioblk.ConfigWriteZeroesMayUnmap),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%s: configuration space mismatch (-want +got):\n%s", r.what, diff)
	}
}

func field[V reg.Word](r *rig, f reg.Reg[V]) uint64 {
	r.Helper()
	return uint64(f.ReadT(r, r.disk.Config()))
}
