package ide

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// outcome is the end of a transfer that the bus master's status tells (Bus Master IDE, section 3.2
// "Error Conditions" and the table of section 2.2): of a transfer as long as its regions neither
// bit remains but the interrupt; with more regions than data the bus master stays active.
const outcome = ata.Active | ata.MasterError | ata.Interrupted

// transfers executes a command by DMA and checks its end.
func (r *rig) transfers(what string, t ata.Task, control ata.MasterControl, want ata.MasterState, regions ...ata.Region) {
	r.Helper()
	free, err := r.Primary.SetRegions(r.Context(), regions...)
	r.Must(err)
	got, err := r.Primary.DMA(r.Context(), t, control)
	r.Must(err)
	r.Must(free())
	if got.Master&outcome != want || got.Status&(ata.Failed|ata.Fault|ata.Request|ata.Busy) != 0 {
		r.Errorf("%s: bus master's status %v, %v, want %v and no failure", what, got.Master&outcome, got.Result, want)
	}
	reg.ExpectBitsT(r, r.Primary.Master, what+": after the interrupt is cleared", ata.MasterStatus, outcome, 0)
}

// masterReadWrite checks reads and writes by DMA of 28 and 48 bits, with the bytes around the
// buffer, and the interrupt.
func masterReadWrite(r *rig) {
	const sector, count, size = 77, 4, 4 * ata.SectorSize
	addr := r.buffer(size + 2*ata.SectorSize)
	region := ata.Region{Addr: addr + ata.SectorSize, Size: size}
	for _, t := range []ata.Task{ata.At(ata.ReadDMA, sector, count), ata.AtExt(ata.ReadDMAExt, sector, count)} {
		r.Step(fmt.Sprintf("read %#02x", t.Command), func() {
			want := r.disk.Data(sector, count)
			r.Must(r.disk.Fill())
			r.Must(r.Machine().Memset(r.Context(), addr, size+2*ata.SectorSize, 0xee))
			before := r.line.Count()
			r.transfers("a read", t, ata.ToMemory, ata.Interrupted, region)
			if n := r.line.Count() - before; n != 1 {
				r.Errorf("a read by DMA has %d interrupts, want 1", n)
			}
			r.line.ExpectT(r, "after a read", false)
			r.memory("before the buffer", addr, filled(0xee, ata.SectorSize))
			r.memory("the buffer", region.Addr, want)
			r.memory("behind the buffer", region.Addr+size, filled(0xee, ata.SectorSize))
		})
	}
	for _, t := range []ata.Task{ata.At(ata.WriteDMA, sector, count), ata.AtExt(ata.WriteDMAExt, sector, count)} {
		r.Step(fmt.Sprintf("write %#02x", t.Command), func() {
			data := r.disk.Data(sector, count)
			r.Must(r.Machine().WriteMemory(r.Context(), region.Addr, data))
			r.transfers("a write", t, 0, ata.Interrupted, region)
			r.memory("the buffer", region.Addr, data)
			r.stored()
		})
	}
	r.Step("last sector", func() {
		want := r.disk.Data(diskSectors-1, 1)
		r.Must(r.disk.Fill())
		r.transfers("a read", ata.At(ata.ReadDMA, diskSectors-1, 1), ata.ToMemory, ata.Interrupted, ata.Region{Addr: addr, Size: ata.SectorSize})
		r.memory("the buffer", addr, want)
	})
}

// masterRegions checks tables with several regions, odd words, one of 64 KiB, and tables that have
// less or more than the command needs (Bus Master IDE, sections 1.2 and 2.2).
func masterRegions(r *rig) {
	const sector, boundary = 200, 1 << 16
	addr := r.buffer(2 * boundary)
	for _, s := range []struct {
		name  string
		sizes []int
	}{
		{"one of each size", []int{2, 510, 512, 4, 508}},
		{"one region of a sector", []int{512}},
		{"many", []int{64, 64, 64, 64, 64, 64, 64, 64}},
	} {
		r.Step(s.name, func() {
			var regions []ata.Region
			size := 0
			for i, n := range s.sizes {
				regions = append(regions, ata.Region{Addr: addr + uint64(i)*1024, Size: n})
				size += n
			}
			count := size / ata.SectorSize
			want := r.disk.Data(sector, count)
			r.Must(r.disk.Fill())
			r.transfers("a read", ata.At(ata.ReadDMA, sector, count), ata.ToMemory, ata.Interrupted, regions...)
			for i, p := range regions {
				r.memory(fmt.Sprintf("region %d", i), p.Addr, want[:p.Size])
				want = want[p.Size:]
			}
		})
	}
	r.Step("64 KiB", func() {
		const count = boundary / ata.SectorSize
		want := r.disk.Data(sector, count)
		r.Must(r.disk.Fill())
		r.Must(r.Machine().Memset(r.Context(), addr, 2*boundary, 0xee))
		r.transfers("a read", ata.At(ata.ReadDMA, sector, count), ata.ToMemory, ata.Interrupted, ata.Region{Addr: addr, Size: boundary})
		r.memory("the region", addr, want)
		r.memory("behind the region", addr+boundary, filled(0xee, ata.SectorSize))
	})
	r.Step("count of 0", func() { // 256 sectors
		const count = 256
		want := r.disk.Data(sector, count)
		r.Must(r.disk.Fill())
		r.transfers("a read", ata.At(ata.ReadDMA, sector, 0), ata.ToMemory, ata.Interrupted,
			ata.Region{Addr: addr, Size: boundary}, ata.Region{Addr: addr + boundary, Size: boundary})
		r.memory("the regions", addr, want)
	})
	r.Step("more than the command needs", func() {
		want := r.disk.Data(sector, 1)
		r.Must(r.disk.Fill())
		r.Must(r.Machine().Memset(r.Context(), addr, boundary, 0xee))
		r.transfers("a read", ata.At(ata.ReadDMA, sector, 1), ata.ToMemory, ata.Interrupted|ata.Active, ata.Region{Addr: addr, Size: 1024})
		r.memory("the region", addr, want)
		r.memory("the rest of the region", addr+ata.SectorSize, filled(0xee, ata.SectorSize))
	})
	r.Step("less than the command needs", func() { shortTable(r, addr) })
}

// shortTable checks a table that ends before the data: the bus master is no longer active, no byte
// behind the region is written, and the channel works after a reset.
func shortTable(r *rig, addr uint64) {
	const sector = 300
	r.disk.Data(sector, 2)
	r.Must(r.disk.Fill())
	r.Must(r.Machine().Memset(r.Context(), addr, 4*ata.SectorSize, 0xee))
	free, err := r.Primary.SetRegions(r.Context(), ata.Region{Addr: addr, Size: ata.SectorSize})
	r.Must(err)
	ata.MasterCommand.WriteT(r, r.Primary.Master, ata.ToMemory)
	r.Must(r.Primary.Issue(r.Context(), ata.At(ata.ReadDMA, sector, 2)))
	ata.MasterCommand.WriteT(r, r.Primary.Master, ata.ToMemory|ata.Start)
	r.Must(r.Machine().Wait(r.Context(), "the bus master to reach the end of its table", func(ctx context.Context) (bool, error) {
		s, err := ata.MasterStatus.Read(ctx, r.Primary.Master)
		return s&ata.Active == 0, err
	}))
	r.Must(r.Primary.StopMaster(r.Context()))
	r.memory("behind the region", addr+ata.SectorSize, filled(0xee, ata.SectorSize))
	r.reset(r.Primary)
	r.Must(free())
	r.reads("after a reset", ata.At(ata.ReadSectors, sector, 2), r.disk, sector, 2, ata.SectorSize)
}

// masterStopped checks that a command waits for its bus master: without it nothing is written, and
// the command ends when it starts.
func masterStopped(r *rig) {
	const sector = 20
	want := r.disk.Data(sector, 1)
	r.Must(r.disk.Fill())
	addr := r.buffer(ata.SectorSize)
	free, err := r.Primary.SetRegions(r.Context(), ata.Region{Addr: addr, Size: ata.SectorSize})
	r.Must(err)
	ata.Condition.ReadT(r, r.Primary.Regs)
	before := r.line.Count()
	ata.MasterCommand.WriteT(r, r.Primary.Master, ata.ToMemory)
	r.Must(r.Primary.Issue(r.Context(), ata.At(ata.ReadDMA, sector, 1)))
	r.memory("before the bus master starts", addr, filled(0, ata.SectorSize))
	if n := r.line.Count() - before; n != 0 {
		r.Errorf("%d interrupts before the bus master starts, want none", n)
	}
	reg.ExpectBitsT(r, r.Primary.Master, "before the bus master starts", ata.MasterStatus, outcome, 0)
	ata.MasterCommand.WriteT(r, r.Primary.Master, ata.ToMemory|ata.Start)
	r.Must(r.line.Wait(r.Context(), true))
	ata.Condition.ReadT(r, r.Primary.Regs)
	r.memory("after the bus master has started", addr, want)
	r.Must(r.Primary.StopMaster(r.Context()))
	r.Must(free())
}

// trim checks DATA SET MANAGEMENT with TRIM: the command succeeds for ranges on the disk and fails
// for one beyond it, and no sector beside the ranges changes (ATA8-ACS, section 7.10). It can
// leave the sectors of the ranges as they are.
func trim(r *rig) {
	const first, count, rangeBits = 1000, 8, 48
	id, err := r.Primary.Identify(r.Context(), ata.IdentifyDevice, 0)
	r.Must(err)
	if id[ata.WordTrim]&ata.SupportsTrim == 0 {
		r.Fatalf("word 169 = %#04x: the disk has no TRIM", id[ata.WordTrim])
	}
	addr := r.buffer(ata.SectorSize)
	manage := func(lba uint64, n int) (ata.Transfer, error) {
		r.Helper()
		block := binary.LittleEndian.AppendUint64(nil, lba|uint64(n)<<rangeBits)
		r.Must(r.Machine().WriteMemory(r.Context(), addr, append(block, make([]byte, ata.SectorSize-len(block))...)))
		free, err := r.Primary.SetRegions(r.Context(), ata.Region{Addr: addr, Size: ata.SectorSize})
		r.Must(err)
		defer func() { r.Must(free()) }()
		return r.Primary.DMA(r.Context(), ata.Task{Command: ata.DataSetManagement, Features: ata.Trim, Count: 1, Device: ata.LBA}, 0)
	}
	r.disk.Data(first-1, 1)
	r.disk.Data(first+count, 1)
	r.Must(r.disk.Fill())
	got, err := manage(first, count)
	r.Must(err)
	if got.Status&(ata.Failed|ata.Fault) != 0 {
		r.Errorf("TRIM of %d sectors: %v, want no failure", count, got.Result)
	}
	r.reads("before the range", ata.At(ata.ReadSectors, first-1, 1), r.disk, first-1, 1, ata.SectorSize)
	r.reads("behind the range", ata.At(ata.ReadSectors, first+count, 1), r.disk, first+count, 1, ata.SectorSize)
	got, err = manage(diskSectors, 1)
	r.Must(err)
	if got.Status&ata.Failed == 0 {
		r.Errorf("TRIM behind the last sector: %v, want FAILED", got.Result)
	}
}

// masterRegisters checks the bus master's registers: which bits are kept, and which a written 1
// clears.
func masterRegisters(r *rig) {
	for _, c := range []*ata.Channel{r.Primary, r.Secondary} {
		r.Step(c.String(), func() {
			reg.ExpectBitsT(r, c.Master, "at first", ata.MasterCommand, ata.Start|ata.ToMemory, 0)
			reg.ExpectBitsT(r, c.Master, "at first", ata.MasterStatus, outcome, 0)
			ata.MasterCommand.WriteT(r, c.Master, ata.ToMemory)
			reg.ExpectT(r, c.Master, "direction", ata.MasterCommand, ata.ToMemory)
			ata.MasterCommand.WriteT(r, c.Master, 0)
			for _, v := range []ata.MasterState{ata.FirstCapable, ata.OtherCapable, ata.FirstCapable | ata.OtherCapable, 0} {
				ata.MasterStatus.WriteT(r, c.Master, v)
				reg.ExpectBitsT(r, c.Master, "abilities of the devices", ata.MasterStatus, ata.FirstCapable|ata.OtherCapable, v)
			}
			const low = 3
			for _, v := range []uint32{0xffff_fffc, 0x1234_5678, 0, 0xffff_ffff} {
				ata.MasterTable.WriteT(r, c.Master, v)
				reg.ExpectBitsT(r, c.Master, "address of the table", ata.MasterTable, ^uint32(low), v&^low)
				reg.ExpectBitsT(r, c.Master, "lower bits of the address of the table", ata.MasterTable, low, 0)
			}
		})
	}
	r.Step("interrupt", func() {
		c := r.Primary
		r.Must(c.StopMaster(r.Context()))
		r.Must(c.Issue(r.Context(), ata.Task{Command: ata.CheckPowerMode}))
		r.Must(r.line.Wait(r.Context(), true))
		reg.ExpectBitsT(r, c.Master, "of a command without DMA", ata.MasterStatus, ata.Interrupted, ata.Interrupted)
		ata.MasterStatus.WriteT(r, c.Master, 0)
		reg.ExpectBitsT(r, c.Master, "after a written 0", ata.MasterStatus, ata.Interrupted, ata.Interrupted)
		reg.ExpectBitsT(r, r.Secondary.Master, "of the other channel", ata.MasterStatus, ata.Interrupted, 0)
		ata.MasterStatus.WriteT(r, c.Master, ata.Interrupted)
		reg.ExpectBitsT(r, c.Master, "after a written 1", ata.MasterStatus, ata.Interrupted, 0)
		ata.Condition.ReadT(r, c.Regs)
	})
}
