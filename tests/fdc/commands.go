package fdc

import (
	"math/rand/v2"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
)

// commands checks those commands that move no data.
func commands(t *run.T, d *disk) {
	t.Step("version", func() { d.answers("version", []uint8{fdc.VersionEnhanced}, fdc.Version) })
	t.Step("lock", func() {
		d.answers("lock", []uint8{1 << 4}, fdc.Lock)
		d.answers("unlock", []uint8{0}, fdc.Unlock)
	})
	t.Step("invalid", func() { d.answers("of an invalid command", []uint8{fdc.InvalidCode}, fdc.Invalid) })
	t.Step("drive status", func() {
		t.Must(d.Seek(t.Context(), 2))
		d.driveStatus("at cylinder 2", 0)
		t.Must(d.Seek(t.Context(), 0))
		d.driveStatus("at cylinder 0", fdc.Track0)
	})
	t.Step("registers", func() {
		t.Must(d.Issue(t.Context(), fdc.Configure, 0, 0x57, 0))
		t.Must(d.Seek(t.Context(), 7))
		got, err := d.Do(t.Context(), fdc.DumpRegisters)
		t.Must(err)
		const count, configured = 10, 8
		if len(got) != count || got[0] != 7 || got[configured] != 0x57 {
			t.Errorf("dump of the registers = % x, want %d bytes: cylinder 7 first, and 0x57 of Configure as byte %d", got, count, configured+1)
		}
	})
	t.Step("recalibrate", func() {
		t.Must(d.Seek(t.Context(), 60))
		t.Must(d.Issue(t.Context(), fdc.Recalibrate, 0))
		d.senses("after a recalibration", fdc.SeekEnd, 0)
	})
	t.Step("main status", func() {
		idle := fdc.Request | fdc.Out | fdc.Command
		reg.ExpectBitsT(t, d.Regs, "without a command", fdc.MainStatus, idle, fdc.Request)
		t.Must(d.Issue(t.Context(), fdc.Configure, 0))
		reg.ExpectBitsT(t, d.Regs, "in a command", fdc.MainStatus, idle, fdc.Request|fdc.Command)
		t.Must(d.Issue(t.Context(), 0x57, 0))
		reg.ExpectBitsT(t, d.Regs, "after a command without a result", fdc.MainStatus, idle, fdc.Request)
		t.Must(d.Issue(t.Context(), fdc.Version))
		reg.ExpectBitsT(t, d.Regs, "with a result", fdc.MainStatus, idle, fdc.Request|fdc.Out|fdc.Command)
		fdc.FIFO.ReadT(t, d.Regs)
		reg.ExpectBitsT(t, d.Regs, "after the result is read", fdc.MainStatus, idle, fdc.Request)
	})
}

// driveStatus checks the bits of ST3 of a drive that is ready and not write-protected.
func (d *disk) driveStatus(when string, want uint8) {
	d.t.Helper()
	got, err := d.Do(d.t.Context(), fdc.SenseDriveStatus, 0)
	d.t.Must(err)
	const mask = fdc.Track0 | fdc.WriteProtected
	if len(got) != 1 || got[0]&mask != want {
		d.t.Errorf("%s: ST3 = % x, want %#02x under %#02x", when, got, want, mask)
	}
}

// senseInterrupt checks that the command is invalid without an interrupt, and what it tells of a
// seek and of a reset ("Sense Interrupt Status").
func senseInterrupt(t *run.T, d *disk) {
	d.answers("without an interrupt", []uint8{fdc.InvalidCode}, fdc.SenseInterrupt)
	t.Must(d.Issue(t.Context(), fdc.SeekTrack, 0, 1))
	d.senses("after a seek", fdc.SeekEnd, 1)
	d.answers("after the seek is acknowledged", []uint8{fdc.InvalidCode}, fdc.SenseInterrupt)
	fdc.DigitalOutput.WriteT(t, d.Regs, 0)
	d.raised("in reset", false)
	fdc.DigitalOutput.WriteT(t, d.Regs, fdc.NotReset|fdc.DMAGate)
	t.Must(d.line.Wait(t.Context(), true))
	for drive := range uint8(4) {
		st0, _, err := d.Sense(t.Context())
		t.Must(err)
		if want := fdc.Polling | drive; st0 != want {
			t.Errorf("ST0 of drive %d after a reset = %#02x, want %#02x", drive, st0, want)
		}
	}
	d.answers("after four of a reset", []uint8{fdc.InvalidCode}, fdc.SenseInterrupt)
}

// relativeSeek checks seeks by a number of cylinders ("Relative Seek").
func relativeSeek(t *run.T, d *disk) {
	for _, s := range []struct {
		name       string
		command, n uint8
		at         uint8
	}{
		{"inwards", fdc.RelativeSeekIn, 5, 5}, {"again", fdc.RelativeSeekIn, 1, 6}, {"outwards", fdc.RelativeSeekOut, 4, 2}, {"back", fdc.RelativeSeekOut, 2, 0},
	} {
		t.Must(d.Issue(t.Context(), s.command, 0, s.n))
		d.senses(s.name, fdc.SeekEnd, s.at)
	}
}

// readID checks that the command tells the cylinder and the head of a sector, and that an
// interrupt comes with the result ("Read ID").
func readID(t *run.T, d *disk) {
	for _, at := range []struct{ cylinder, head uint8 }{{0, 0}, {0, 1}, {8, 0}, {8, 1}} {
		t.Must(d.Seek(t.Context(), at.cylinder))
		drive := at.head << 2
		t.Must(d.Issue(t.Context(), fdc.SeekTrack, drive, at.cylinder))
		_, _, err := d.Sense(t.Context())
		t.Must(err)
		t.Must(d.Issue(t.Context(), fdc.ReadID|fdc.MFM, drive))
		t.Must(d.line.Wait(t.Context(), true))
		result, err := d.Result(t.Context())
		t.Must(err)
		d.ended("of a track", result, at.head)
		const id, sector, size = 3, 5, 6
		if len(result) > size && (result[id] != at.cylinder || result[id+1] != at.head || result[sector] < 1 || result[sector] > fdc.Sectors || result[size] != 2) {
			t.Errorf("cylinder %d, head %d: the result is % x, want them, a sector of the track, and the size 2", at.cylinder, at.head, result)
		}
		d.raised("after the result is read", false)
	}
}

// fuzz writes arbitrary values to all registers. After a reset the controller works as always.
func fuzz(t *run.T, d *disk) {
	const registers, rounds, accesses = 8, 20, 40
	want := d.image.Data(0, 1)
	t.Must(d.image.Fill())
	r := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		for range accesses {
			at := reg.Reg[uint8](r.IntN(registers))
			if at == fdc.FIFO && r.IntN(2) == 0 {
				at.ReadT(t, d.Regs)
				continue
			}
			at.WriteT(t, d.Regs, uint8(r.Uint32()))
		}
		d.reset()
		t.Must(d.Issue(t.Context(), fdc.Configure, 0, 0, 0))
	}
	d.reads("after anything was written", 0, 0, 1, want)
}
