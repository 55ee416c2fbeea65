package fdc

import (
	"bytes"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// disk is the controller with the disk in its drive.
type disk struct {
	*fdc.Controller
	t     *run.T
	line  guest.Line
	image *block.Image
}

// begin resets the controller and moves the drive to cylinder 0.
func begin(t *run.T, c *fdc.Controller) *disk {
	t.Helper()
	line, err := c.Line(t.Context())
	t.Must(err)
	image, err := block.OpenImage(t.Env, fdc.Medium, fdc.SectorSize)
	t.Must(err)
	d := &disk{c, t, line, image}
	d.reset()
	return d
}

// reset resets the controller and moves the drive to cylinder 0.
func (d *disk) reset() {
	d.t.Helper()
	d.t.Must(d.Reset(d.t.Context()))
	d.t.Must(d.SetDMA(d.t.Context(), true))
	d.t.Must(d.Issue(d.t.Context(), fdc.Recalibrate, 0))
	d.senses("after a recalibration", fdc.SeekEnd, 0)
}

// raised checks the level of the interrupt.
func (d *disk) raised(when string, want bool) {
	d.t.Helper()
	d.line.ExpectT(d.t, when, want)
}

// senses checks the interrupt of a seek, and that its acknowledge lowers it.
func (d *disk) senses(when string, st0, cylinder uint8) {
	d.t.Helper()
	d.raised(when, true)
	gotST0, gotCylinder, err := d.Sense(d.t.Context())
	d.t.Must(err)
	if gotST0 != st0 || gotCylinder != cylinder {
		d.t.Errorf("%s: ST0 %#02x, cylinder %d, want %#02x and %d", when, gotST0, gotCylinder, st0, cylinder)
	}
	d.raised(when+", acknowledged", false)
}

// answers checks the result of a command.
func (d *disk) answers(when string, want []uint8, command ...uint8) {
	d.t.Helper()
	got, err := d.Do(d.t.Context(), command...)
	d.t.Must(err)
	if !slices.Equal(got, want) {
		d.t.Errorf("%s: result % x, want % x", when, got, want)
	}
}

// ended checks the first two bytes of the result of a command with data that succeeds: ST0 with
// the head and drive 0, and ST1.
func (d *disk) ended(when string, result []uint8, head uint8) {
	d.t.Helper()
	const count = 7
	if len(result) != count || result[0]&^fdc.SeekEnd != head<<2 || result[1] != 0 || result[2] != 0 {
		d.t.Errorf("%s: result % x, want %d bytes with ST0 %#02x or with SE, ST1 and ST2 0", when, result, count, head<<2)
	}
}

// fails checks that a command ended abnormally.
func (d *disk) fails(when string, result []uint8) {
	d.t.Helper()
	if len(result) == 0 || result[0]&fdc.InterruptCode != fdc.Abnormal {
		d.t.Errorf("%s: result % x, want an abnormal end in ST0", when, result)
	}
}

// buffer is memory that DMA reaches: below 16 MiB, within 64 KiB.
func (d *disk) buffer(size int) uint64 {
	d.t.Helper()
	const align = 1 << 16
	addr, err := d.Machine().Alloc.Alloc(uint64(size), align)
	d.t.Must(err)
	d.t.Cleanup(func() { d.t.Must(d.Machine().Alloc.Free(addr)) })
	return addr
}

// memory checks bytes of memory.
func (d *disk) memory(when string, addr uint64, want []byte) {
	d.t.Helper()
	got := make([]byte, len(want))
	d.t.Must(d.Machine().ReadMemory(d.t.Context(), addr, got))
	if !bytes.Equal(got, want) {
		d.t.Errorf("%s: %d bytes at %#x are not as expected: first ones % x, want % x", when, len(got), addr, got[:8], want[:8])
	}
}

// tray executes a command of QMP on the drive.
func (d *disk) tray(command string, more map[string]any) {
	d.t.Helper()
	args := map[string]any{"id": fdc.DriveID}
	for k, v := range more {
		args[k] = v
	}
	_, err := qmp.Execute[qmp.Empty](d.t.Context(), d.Machine().Monitor, command, args)
	d.t.Must(err)
}

// eject takes the disk out, insert puts it in.
func (d *disk) eject() { d.tray("eject", map[string]any{"force": true}) }

func (d *disk) insert() {
	d.t.Helper()
	backend, err := d.t.Env.Backend(fdc.Medium)
	d.t.Must(err)
	d.tray("blockdev-insert-medium", map[string]any{"node-name": backend.ID})
	d.tray("blockdev-close-tray", nil)
}

// changed checks the flag of a disk change.
func (d *disk) changed(when string, want bool) {
	d.t.Helper()
	var v fdc.DigitalState
	if want {
		v = fdc.Changed
	}
	reg.ExpectBitsT(d.t, d.Regs, when, fdc.DigitalInput, fdc.Changed, v)
}
