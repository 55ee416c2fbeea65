package ide

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// signature are registers after a reset or a diagnostic, by the kind of device (ATA/ATAPI-6,
// section 9.12 "Signature and persistence").
type signature struct{ count, low, mid, high uint8 }

func diskSignature() signature   { return signature{1, 1, 0, 0} }
func packetSignature() signature { return signature{1, 1, 0x14, 0xeb} }

// signs checks a device's signature.
func (r *rig) signs(when string, c *ata.Channel, d ata.Select, want signature) {
	r.Helper()
	r.Must(c.Choose(r.Context(), d))
	got := signature{
		ata.Count.ReadT(r, c.Regs), ata.LBALow.ReadT(r, c.Regs), ata.LBAMid.ReadT(r, c.Regs), ata.LBAHigh.ReadT(r, c.Regs),
	}
	if got != want {
		r.Errorf("%s: the %v of device %v has the signature %#02x, want %#02x", when, c, d, got, want)
	}
}

// registers checks the registers of the command block: what is written is read, in both devices of
// a channel, the value before it with HOB, and not in another channel.
func registers(r *rig) {
	c := r.Primary
	list := []reg.Reg[uint8]{ata.Count, ata.LBALow, ata.LBAMid, ata.LBAHigh}
	r.Step("kept", func() {
		r.Must(c.Choose(r.Context(), ata.LBA))
		for i, at := range list {
			for _, v := range []uint8{0, 0xff, 0x55, 0xaa, uint8(i + 1)} {
				at.WriteT(r, c.Regs, v)
				reg.ExpectT(r, c.Regs, "a register that is written", at, v)
			}
		}
		for i, at := range list {
			reg.ExpectT(r, c.Regs, "a register when others are written", at, uint8(i+1))
		}
	})
	r.Step("value before the last", func() {
		for i, at := range list {
			at.WriteT(r, c.Regs, uint8(0x10+i))
			at.WriteT(r, c.Regs, uint8(0x20+i))
		}
		ata.DeviceControl.WriteT(r, c.Control, ata.Previous)
		for i, at := range list {
			reg.ExpectT(r, c.Regs, "with HOB", at, uint8(0x10+i))
		}
		ata.DeviceControl.WriteT(r, c.Control, 0)
		for i, at := range list {
			reg.ExpectT(r, c.Regs, "without HOB", at, uint8(0x20+i))
		}
	})
	// Section 7.4 "Device Control register": a write to any register of the command block clears HOB.
	r.Step("write clears HOB", func() {
		ata.LBALow.WriteT(r, c.Regs, 0x31)
		ata.LBALow.WriteT(r, c.Regs, 0x32)
		ata.DeviceControl.WriteT(r, c.Control, ata.Previous)
		ata.Count.WriteT(r, c.Regs, 7)
		reg.ExpectT(r, c.Regs, "after a write", ata.LBALow, 0x32)
	})
	r.Step("device register", func() {
		for _, d := range []ata.Select{ata.LBA | 5, ata.Second | 0xa, ata.LBA | ata.Second, 0} {
			ata.Device.WriteT(r, c.Regs, d)
			reg.ExpectBitsT(r, c.Regs, "device register", ata.Device, ata.LBA|ata.Second|0xf, d)
		}
	})
	r.Step("both devices", func() {
		ata.Count.WriteT(r, c.Regs, 0x77)
		ata.Device.WriteT(r, c.Regs, ata.Second)
		reg.ExpectT(r, c.Regs, "of the second device", ata.Count, 0x77)
		ata.Device.WriteT(r, c.Regs, 0)
	})
	r.Step("channels apart", func() {
		r.Must(r.Secondary.Choose(r.Context(), 0))
		ata.LBALow.WriteT(r, c.Regs, 0x44)
		ata.LBALow.WriteT(r, r.Secondary.Regs, 0x99)
		reg.ExpectT(r, c.Regs, "of the first channel", ata.LBALow, 0x44)
		reg.ExpectT(r, r.Secondary.Regs, "of the second channel", ata.LBALow, 0x99)
	})
	r.Step("software reset", func() { softwareReset(r) })
	r.Step("masked interrupt", func() { masked(r) })
	r.Step("missing device", func() { missing(r) })
}

// softwareReset checks that SRST makes both devices busy, and what they have then: the signature,
// the error register of a diagnostic, and an end of a command that was under way.
func softwareReset(r *rig) {
	for _, s := range []struct {
		name string
		c    *ata.Channel
		want signature
	}{{"disks", r.Primary, diskSignature()}, {"CD drive", r.Secondary, packetSignature()}} {
		for _, at := range []reg.Reg[uint8]{ata.Count, ata.LBALow, ata.LBAMid, ata.LBAHigh} {
			at.WriteT(r, s.c.Regs, 0x5a)
		}
		r.reset(s.c)
		reg.ExpectT(r, s.c.Regs, s.name+": error register after a reset", ata.Errors, ata.Passed)
		r.signs("after a reset", s.c, 0, s.want)
	}
	r.signs("after a reset", r.Primary, ata.Second, diskSignature())
	read := ata.At(ata.ReadSectors, 0, 1)
	r.Must(r.Primary.Issue(r.Context(), read))
	r.Must(r.Primary.Requested(r.Context(), read))
	r.reset(r.Primary)
	reg.ExpectBitsT(r, r.Primary.Control, "a reset ends a command", ata.AlternateStatus, ata.Request|ata.Busy, 0)
}

// masked checks that nIEN keeps an interrupt back. Whether the interrupt comes when nIEN is
// cleared is not specified: the status is read before.
func masked(r *rig) {
	c := r.Primary
	ata.Condition.ReadT(r, c.Regs)
	before := r.line.Count()
	ata.DeviceControl.WriteT(r, c.Control, ata.NoInterrupt)
	r.does("a command with nIEN", ata.Task{Command: ata.CheckPowerMode})
	if n := r.line.Count() - before; n != 0 {
		r.Errorf("with nIEN the interrupt rises %d times, want none", n)
	}
	ata.DeviceControl.WriteT(r, c.Control, 0)
	r.Must(c.Issue(r.Context(), ata.Task{Command: ata.CheckPowerMode}))
	r.interrupts("without nIEN", c, r.line)
}

// missing checks a device that is not there (ATA/ATAPI-6, section 9.16.1 "Device 0 only
// configurations": the first device answers for it, with a status of 0).
func missing(r *rig) {
	c := r.Secondary
	ata.Device.WriteT(r, c.Regs, ata.Second)
	reg.ExpectT(r, c.Regs, "of a device that is not there", ata.Condition, 0)
	ata.Command.WriteT(r, c.Regs, ata.IdentifyDevice)
	reg.ExpectT(r, c.Regs, "of a device that is not there, after a command", ata.Condition, 0)
	ata.Device.WriteT(r, c.Regs, 0)
}

// diagnostic checks EXECUTE DEVICE DIAGNOSTIC, which both devices execute whichever is selected,
// and after which the first one is (ATA/ATAPI-6, section 8.11).
func diagnostic(r *rig) {
	for _, s := range []struct {
		name     string
		selected ata.Select
	}{{"first disk", 0}, {"second disk", ata.Second}} {
		r.Step(s.name, func() { diagnosed(r, s.selected) })
	}
	r.Step("CD drive", func() {
		r.Must(r.Secondary.Issue(r.Context(), ata.Task{Command: ata.ExecuteDiagnostic}))
		got, err := r.Secondary.Result(r.Context())
		r.Must(err)
		if got.Errors != ata.Passed || got.Status&(ata.Request|ata.Failed) != 0 {
			r.Errorf("a diagnostic of the CD drive: %v, want error register %v", got, ata.Passed)
		}
		r.signs("after a diagnostic", r.Secondary, 0, packetSignature())
	})
	r.Step("interrupt of the CD drive", func() {
		ata.Condition.ReadT(r, r.Secondary.Regs)
		before := r.cdLine.Count()
		_, err := r.Secondary.Do(r.Context(), ata.Task{Command: ata.ExecuteDiagnostic})
		r.Must(err)
		if n := r.cdLine.Count() - before; n != 1 {
			r.Errorf("a diagnostic has %d interrupts, want 1", n)
		}
	})
}

// diagnosed has both disks execute the diagnostic while one is selected.
func diagnosed(r *rig, selected ata.Select) {
	c := r.Primary
	r.Must(c.Issue(r.Context(), ata.Task{Command: ata.ExecuteDiagnostic, Device: selected, Count: 0x5a, LBA: 0x5a5a5a}))
	r.interrupts("a diagnostic", c, r.line)
	reg.ExpectBitsT(r, c.Regs, "after a diagnostic", ata.Device, ata.Second, 0)
	reg.ExpectT(r, c.Regs, "after a diagnostic", ata.Errors, ata.Passed)
	reg.ExpectBitsT(r, c.Regs, "after a diagnostic", ata.Condition, ata.Busy|ata.Request|ata.Failed, 0)
	r.Step("signatures", func() {
		r.signs("after a diagnostic", c, 0, diskSignature())
		r.signs("after a diagnostic", c, ata.Second, diskSignature())
	})
}
