package virtioblk

import (
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// discards discards sectors. Their content is then undefined. The device must not
// change other sectors, and the discard must reach the drive.
func discards(r *rig) {
	r.need(virtioblk.FeatureDiscard)
	const sector, n = 128, 64
	r.write(sector-1, n+2)
	before := r.statistics()
	r.do(r.ranges(virtioblk.Discard, virtioblk.Segment{Sector: sector, Sectors: n}), virtioblk.OK)
	if after := r.statistics(); after.Discards == before.Discards {
		r.Errorf("%s: DISCARD of %d sectors did not reach the drive", r.what, n)
	}
	left := r.do(virtioblk.Read(sector, n), virtioblk.OK).Data
	r.file.Put(sector, left)
	r.read(sector-1, n+2)
	r.badRanges(virtioblk.Discard)
	for _, flags := range []virtioblk.SegmentFlags{virtioblk.Unmap, 2} {
		r.do(r.ranges(virtioblk.Discard, virtioblk.Segment{Sector: sector, Sectors: 1, Flags: flags}), virtioblk.Unsupported)
	}
}

// zeroes fills sectors with zeros, with and without deallocation.
func zeroes(r *rig) {
	r.need(virtioblk.FeatureWriteZeroes)
	for i, flags := range []virtioblk.SegmentFlags{0, virtioblk.Unmap} {
		sector, n := uint64(256+128*i), 9
		r.write(sector-1, n+2)
		r.do(r.ranges(virtioblk.WriteZeroes, virtioblk.Segment{Sector: sector, Sectors: uint32(n), Flags: flags}), virtioblk.OK)
		r.file.Zero(sector, n)
		r.read(sector-1, n+2)
	}
	r.badRanges(virtioblk.WriteZeroes)
	r.do(r.ranges(virtioblk.WriteZeroes, virtioblk.Segment{Sectors: 1, Flags: 2}), virtioblk.Unsupported)
	r.read(0, 8)
}

func (r *rig) ranges(t virtioblk.RequestType, segments ...virtioblk.Segment) virtioblk.Request {
	return virtioblk.Ranges(t, r.disk.Order(), segments...)
}

// badRanges requests ranges outside the drive.
func (r *rig) badRanges(t virtioblk.RequestType) {
	r.Helper()
	for _, s := range []virtioblk.Segment{
		{Sector: sectors, Sectors: 1},
		{Sector: sectors - 1, Sectors: 2},
		{Sector: 1<<64 - 1, Sectors: 2},
		{Sector: 0, Sectors: 1<<32 - 1},
	} {
		r.do(r.ranges(t, s), virtioblk.IOError)
	}
}

// statistics are QEMU's counts of a device's requests to its drive.
type statistics struct {
	Flushes  int64
	Discards int64 // those that reached the file
}

func (r *rig) statistics() statistics {
	r.Helper()
	type drive struct {
		Device string `json:"qdev"`
		Stats  struct {
			Flushes int64 `json:"flush_operations"`
		} `json:"stats"`
		Parent struct {
			File struct {
				Done   int64 `json:"discard-nb-ok"`
				Failed int64 `json:"discard-nb-failed"` // by the host's file system
			} `json:"driver-specific"`
		} `json:"parent"`
	}
	drives, err := qmp.Execute[[]drive](r.Context(), r.QEMU().QMP(), "query-blockstats", qmp.NoArgs{})
	r.Must(err)
	for _, d := range drives {
		if d.Device != "" {
			return statistics{d.Stats.Flushes, d.Parent.File.Done + d.Parent.File.Failed}
		}
	}
	r.Fatalf("%s: none of QEMU's %d drives belongs to a device", r.what, len(drives))
	return statistics{}
}
