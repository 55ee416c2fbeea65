package ide

import (
	"bytes"
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// rig is an adapter with what is on its drives.
type rig struct {
	*run.T
	*ata.Adapter
	disk, other, disc *block.Image
	line, cdLine      guest.Line
}

// diskSectors is the number of sectors of the first disk.
const diskSectors = ata.DiskSize / ata.SectorSize

func begin(t *run.T, a *ata.Adapter) *rig {
	t.Helper()
	image := func(of graph.BackendKey, size int) *block.Image {
		i, err := block.OpenImage(t.Env, of, size)
		t.Must(err)
		return i
	}
	line := func(c *ata.Channel) guest.Line {
		l, err := c.Line(t.Context())
		t.Must(err)
		return l
	}
	return &rig{
		t, a,
		image(ata.Disk, ata.SectorSize), image(ata.OtherDisk, ata.SectorSize), image(ata.Disc, ata.DiscBlock),
		line(a.Primary), line(a.Secondary),
	}
}

// does executes a command without data on the first channel and checks that it succeeds.
func (r *rig) does(what string, t ata.Task) ata.Result {
	r.Helper()
	got, err := r.Primary.Do(r.Context(), t)
	r.Must(err)
	if got.Status&(ata.Busy|ata.Fault|ata.Request|ata.Failed) != 0 || got.Status&ata.Ready == 0 {
		r.Errorf("%s: %v, want READY and no failure", what, got)
	}
	return got
}

// aborts executes a command without data on the first channel and checks that it fails, with one
// of these bits of the error register.
func (r *rig) aborts(what string, t ata.Task, want ata.Failure) {
	r.Helper()
	got, err := r.Primary.Do(r.Context(), t)
	r.Must(err)
	if got.Status&(ata.Failed|ata.Busy|ata.Request) != ata.Failed || got.Errors&want == 0 {
		r.Errorf("%s: %v, want FAILED with %v", what, got, want)
	}
}

// refused checks that a command with data failed, with one of these bits of the error register.
func (r *rig) refused(what string, err error, want ata.Failure) {
	r.Helper()
	if !errors.Is(err, ata.ErrFailed) {
		r.Errorf("%s: error %v, want a failed command", what, err)
		return
	}
	if got := ata.Errors.ReadT(r, r.Primary.Regs); got&want == 0 {
		r.Errorf("%s: error register %v, want %v", what, got, want)
	}
}

// reads reads sectors of a disk of the first channel through the data register, and compares them.
func (r *rig) reads(what string, t ata.Task, image *block.Image, sector uint64, count, block int) {
	r.Helper()
	got, err := r.Primary.ReadPIO(r.Context(), t, count*ata.SectorSize, block)
	r.Must(err)
	if err := image.Compare(sector, got); err != nil {
		r.Errorf("%s: %v", what, err)
	}
}

// writes writes sectors of a disk through the data register; the image is compared later.
func (r *rig) writes(t ata.Task, image *block.Image, sector uint64, count, block int) {
	r.Helper()
	r.Must(r.Primary.WritePIO(r.Context(), t, image.Data(sector, count), block))
}

// stored flushes the first channel's disks, and compares the files with all that was written.
func (r *rig) stored() {
	r.Helper()
	for _, d := range []ata.Select{0, ata.Second} {
		r.does("flush", ata.Task{Command: ata.FlushCache, Device: d})
	}
	for _, i := range []*block.Image{r.disk, r.other} {
		r.Must(i.Check())
	}
}

// buffer returns zeroed memory of size bytes, at a multiple of 64 KiB.
func (r *rig) buffer(size int) uint64 {
	r.Helper()
	const boundary = 1 << 16
	addr, err := r.Machine().AllocZeroed(r.Context(), uint64(size), boundary)
	r.Must(err)
	r.Cleanup(func() { r.Must(r.Machine().Alloc.Free(addr)) })
	return addr
}

// memory compares memory with want.
func (r *rig) memory(what string, addr uint64, want []byte) {
	r.Helper()
	got := make([]byte, len(want))
	r.Must(r.Machine().ReadMemory(r.Context(), addr, got))
	same.Bytes(r, what, got, want)
}

// interrupts checks that an interrupt comes, and that a read of the status lowers it.
func (r *rig) interrupts(when string, c *ata.Channel, l guest.Line) {
	r.Helper()
	r.Must(l.Wait(r.Context(), true))
	ata.AlternateStatus.ReadT(r, c.Control)
	l.ExpectT(r, when+", after a read of the alternate status", true)
	ata.Condition.ReadT(r, c.Regs)
	l.ExpectT(r, when+", after a read of the status", false)
}

// filled returns size bytes of a value.
func filled(v byte, size int) []byte { return bytes.Repeat([]byte{v}, size) }

// reset resets the devices of a channel by its control register (ATA/ATAPI-6, section 9.2
// "Software reset protocol").
func (r *rig) reset(c *ata.Channel) {
	r.Helper()
	ata.DeviceControl.WriteT(r, c.Control, ata.SoftwareReset)
	ata.DeviceControl.WriteT(r, c.Control, 0)
	r.Must(r.Machine().Wait(r.Context(), "the devices after a software reset", func(ctx context.Context) (bool, error) {
		s, err := ata.AlternateStatus.Read(ctx, c.Control)
		return s&ata.Busy == 0, err
	}))
}
