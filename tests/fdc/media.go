package fdc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
)

// seek moves the drive, which clears the flag of a disk change if there is a disk.
func (d *disk) seek(cylinder uint8) {
	d.t.Helper()
	d.t.Must(d.Issue(d.t.Context(), fdc.SeekTrack, 0, cylinder))
	d.senses("after a seek", fdc.SeekEnd, cylinder)
}

// mediaChange checks the flag while a disk is taken out and put in: it stays until a step of a
// drive with a disk (section "Digital Input Register").
func mediaChange(_ *run.T, d *disk) {
	d.seek(1)
	d.changed("with a disk, after a step", false)
	d.eject()
	d.changed("without a disk", true)
	d.changed("without a disk, read again", true)
	d.seek(0)
	d.changed("without a disk, after a step", true)
	d.seek(1)
	d.changed("without a disk, after another step", true)
	d.insert()
	d.changed("with a disk again", true)
	d.seek(0)
	d.changed("with a disk again, after a step", false)
}

// mediaInsert checks that a disk that is put in, while the drive was empty, can be read.
func mediaInsert(t *run.T, d *disk) {
	want := d.image.Data(uint64(fdc.Sector(0, 0, 1)), 1)
	t.Must(d.image.Fill())
	d.eject()
	d.insert()
	d.changed("with a disk", true)
	d.seek(1)
	d.changed("with a disk, after a step", false)
	d.seek(0)
	d.reads("of the disk that was put in", 0, 0, 1, want)
}

// readWithoutMedia checks that a read of an empty drive has no data, and that a command after it
// works: at most after a reset.
func readWithoutMedia(t *run.T, d *disk) {
	d.eject()
	t.Must(d.Issue(t.Context(), fdc.Parameters(fdc.ReadData|fdc.MFM, 0, 0, 1)...))
	t.Must(d.Machine().Pass(t.Context(), time.Second))
	s := fdc.MainStatus.ReadT(t, d.Regs)
	if s&(fdc.Request|fdc.Out) == fdc.Request|fdc.Out {
		result, err := d.Result(t.Context())
		t.Must(err)
		d.fails("of an empty drive", result)
	}
	d.reset()
	d.insert()
	d.seek(1)
	want := d.image.Data(uint64(fdc.Sector(1, 0, 3)), 1)
	t.Must(d.image.Fill())
	d.reads("after a reset, with a disk", 1, 0, 3, want)
	reg.ExpectBitsT(t, d.Regs, "main status without a command", fdc.MainStatus, fdc.Request|fdc.Out|fdc.Command, fdc.Request)
}
