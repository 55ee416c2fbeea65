package ide

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// limits checks accesses at and behind the last sector, counts that are not a number of sectors,
// and commands without data at the same places.
func limits(r *rig) {
	const outside = ata.NotFound | ata.Aborted // the standard leaves the choice (ATA8-ACS, table B.2 "Extended and normal error outputs")
	r.Step("behind the last sector", func() {
		for _, s := range []struct {
			what string
			t    ata.Task
		}{
			{"READ SECTORS", ata.At(ata.ReadSectors, diskSectors, 1)},
			{"READ SECTORS EXT", ata.AtExt(ata.ReadSectorsExt, diskSectors, 1)},
			{"READ SECTORS EXT of a high sector", ata.AtExt(ata.ReadSectorsExt, 1<<40, 1)},
			{"READ SECTORS over the end", ata.At(ata.ReadSectors, diskSectors-1, 2)},
			{"READ SECTORS of head 16 of another geometry", ata.AtCHS(ata.ReadSectors, 0x3fff, 15, 63, 1)},
		} {
			_, err := r.Primary.ReadPIO(r.Context(), s.t, 2*ata.SectorSize, ata.SectorSize)
			r.refused(s.what, err, outside)
		}
		err := r.Primary.WritePIO(r.Context(), ata.At(ata.WriteSectors, diskSectors, 1), make([]byte, ata.SectorSize), ata.SectorSize)
		r.refused("WRITE SECTORS", err, outside)
	})
	r.Step("verify", func() {
		r.does("of the last sector", ata.At(ata.ReadVerify, diskSectors-1, 1))
		r.does("of the last sector, 48 bits", ata.AtExt(ata.ReadVerifyExt, diskSectors-1, 1))
	})
	r.Step("verify behind the last sector", func() {
		r.aborts("28 bits", ata.At(ata.ReadVerify, diskSectors, 1), outside)
		r.aborts("48 bits", ata.AtExt(ata.ReadVerifyExt, diskSectors, 1), outside)
	})
	r.Step("largest counts", func() { largest(r) })
	r.Step("native maximum", func() {
		got := r.does("READ NATIVE MAX ADDRESS", ata.Task{Command: ata.ReadNativeMax, Device: ata.LBA})
		const upper, bits = 0xf, 24
		if at := got.LBA | uint64(got.Device&upper)<<bits; at != diskSectors-1 {
			r.Errorf("READ NATIVE MAX ADDRESS: %d, want %d", at, diskSectors-1)
		}
		r.Must(r.Primary.Issue(r.Context(), ata.Task{Command: ata.ReadNativeMaxExt, Device: ata.LBA, Extended: true}))
		ext, err := r.Primary.ResultExt(r.Context())
		r.Must(err)
		if ext.LBA != diskSectors-1 {
			r.Errorf("READ NATIVE MAX ADDRESS EXT: %d, want %d", ext.LBA, diskSectors-1)
		}
	})
	r.Step("command works after errors", func() {
		r.disk.Data(diskSectors-1, 1)
		r.Must(r.disk.Fill())
		r.reads("the last sector", ata.At(ata.ReadSectors, diskSectors-1, 1), r.disk, diskSectors-1, 1, ata.SectorSize)
		reg.ExpectBitsT(r, r.Primary.Regs, "after a read", ata.Condition, ata.Failed|ata.Fault, 0)
	})
}

// largest checks that a count of 0 is 256 sectors in a command of 28 bits: sectors up to the last
// one are verified, and one more fails; and 65536 in one of 48 bits, which is more than the disk has.
func largest(r *rig) {
	const most = 256
	r.does("256 sectors to the end", ata.At(ata.ReadVerify, diskSectors-most, 0))
	r.Step("over the end", func() {
		r.aborts("256 sectors", ata.At(ata.ReadVerify, diskSectors-most+1, 0), ata.NotFound|ata.Aborted)
		r.aborts("65536 sectors", ata.AtExt(ata.ReadVerifyExt, 0, 0), ata.NotFound|ata.Aborted)
	})
}

// flush checks FLUSH CACHE of both disks, of a missing device, and of a CD drive without a disc.
func flush(r *rig) {
	for _, d := range []ata.Select{0, ata.Second} {
		for _, command := range []uint8{ata.FlushCache, ata.FlushCacheExt} {
			r.Must(r.Primary.Issue(r.Context(), ata.Task{Command: command, Device: d}))
			r.interrupts("a flush", r.Primary, r.line)
			reg.ExpectBitsT(r, r.Primary.Regs, "after a flush", ata.Condition, ata.Busy|ata.Request|ata.Failed|ata.Fault|ata.Ready, ata.Ready)
		}
	}
	r.Step("no device", func() { flushMissing(r) })
	r.Step("no disc", func() {
		r.tray("eject", nil)
		got, err := r.Secondary.Do(r.Context(), ata.Task{Command: ata.FlushCache})
		r.Must(err)
		if got.Status&(ata.Busy|ata.Request|ata.Fault) != 0 {
			r.Errorf("FLUSH CACHE of a CD drive without a disc: %v, want the command to end", got)
		}
	})
}

// flushMissing checks that FLUSH CACHE of a device that is not there does nothing, and that the other
// device of the channel still works (ATA/ATAPI-6, section 9.16 "Single device configurations").
func flushMissing(r *rig) {
	before := r.cdLine.Count()
	ata.Device.WriteT(r, r.Secondary.Regs, ata.Second)
	ata.Command.WriteT(r, r.Secondary.Regs, ata.FlushCache)
	reg.ExpectT(r, r.Secondary.Control, "status of a missing device after a flush", ata.AlternateStatus, 0)
	if n := r.cdLine.Count() - before; n != 0 {
		r.Errorf("a flush of a missing device has %d interrupts, want none", n)
	}
	if _, err := r.Secondary.Identify(r.Context(), ata.IdentifyPacketDevice, 0); err != nil {
		r.Errorf("identity of the CD drive after a flush of a missing device: %v", err)
	}
}
