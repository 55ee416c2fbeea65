package ide

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// pio checks reads and writes through the data register, of both disks.
func pio(r *rig) {
	r.Step("read", func() { pioReads(r) })
	r.Step("write", func() { pioWrites(r) })
	r.Step("multiple", func() { multiple(r) })
	r.Step("interrupts", func() { pioInterrupts(r) })
	r.Step("second disk", func() { secondDisk(r) })
	r.Step("words", func() { words(r) })
}

// pioReads reads with 28 and 48 bits and by cylinder, head and sector: the first sectors, the last
// one, and several.
func pioReads(r *rig) {
	for _, s := range []struct {
		sector uint64
		count  int
	}{{0, 1}, {diskSectors - 1, 1}, {0xfe, 3}} {
		r.disk.Data(s.sector, s.count)
		r.Must(r.disk.Fill())
		what := fmt.Sprintf("%d sectors from %d", s.count, s.sector)
		r.reads(what+", 28 bits", ata.At(ata.ReadSectors, s.sector, s.count), r.disk, s.sector, s.count, ata.SectorSize)
		r.reads(what+", 48 bits", ata.AtExt(ata.ReadSectorsExt, s.sector, s.count), r.disk, s.sector, s.count, ata.SectorSize)
	}
	const heads, sectors = 16, 63
	const cylinder, head, sector = 2, 15, 63 // the last of a track: the next cylinder follows
	const at = (cylinder*heads+head)*sectors + sector - 1
	r.disk.Data(at, 2)
	r.Must(r.disk.Fill())
	r.reads("2 sectors over the end of a cylinder", ata.AtCHS(ata.ReadSectors, cylinder, head, sector, 2), r.disk, at, 2, ata.SectorSize)
}

func pioWrites(r *rig) {
	r.writes(ata.At(ata.WriteSectors, 1, 1), r.disk, 1, 1, ata.SectorSize)
	r.writes(ata.AtExt(ata.WriteSectorsExt, diskSectors-2, 2), r.disk, diskSectors-2, 2, ata.SectorSize)
	r.writes(ata.AtCHS(ata.WriteSectors, 0, 1, 1, 2), r.disk, 63, 2, ata.SectorSize)
	r.stored()
}

// multiple checks READ and WRITE MULTIPLE: refused before a number is set, then with so many
// sectors at a request, and fewer at the last one; the identity tells the number (ATA8-ACS, section
// 7.53 "SET MULTIPLE MODE").
func multiple(r *rig) {
	r.aborts("SET MULTIPLE MODE of 3 sectors", ata.Task{Command: ata.SetMultipleMode, Count: 3}, ata.Aborted)
	for _, n := range []int{2, 4} {
		r.does("SET MULTIPLE MODE", ata.Task{Command: ata.SetMultipleMode, Count: uint16(n)})
		count := n + 1
		r.disk.Data(100, count)
		r.Must(r.disk.Fill())
		r.reads("READ MULTIPLE", ata.At(ata.ReadMultiple, 100, count), r.disk, 100, count, n*ata.SectorSize)
		r.reads("READ MULTIPLE EXT", ata.AtExt(ata.ReadMultipleExt, 100, count), r.disk, 100, count, n*ata.SectorSize)
		r.writes(ata.At(ata.WriteMultiple, 200, count), r.disk, 200, count, n*ata.SectorSize)
		r.writes(ata.AtExt(ata.WriteMultipleExt, 300, count), r.disk, 300, count, n*ata.SectorSize)
	}
	r.stored()
	r.Step("identity", func() {
		for _, n := range []uint16{8, 16} {
			r.does("SET MULTIPLE MODE", ata.Task{Command: ata.SetMultipleMode, Count: n})
			id, err := r.Primary.Identify(r.Context(), ata.IdentifyDevice, 0)
			r.Must(err)
			const valid, number = 1 << 8, 0xff
			if got := id[ata.WordMultiple] & (valid | number); got != valid|n {
				r.Errorf("after SET MULTIPLE MODE of %d: word 59 = %#04x, want %#04x", n, got, valid|n)
			}
		}
	})
}

// pioInterrupts checks that each sector of a read has an interrupt, and each but the first of a
// write and its end (ATA/ATAPI-6, sections 9.5 "PIO data-in" and 9.6 "PIO data-out").
func pioInterrupts(r *rig) {
	const count = 3
	ata.Condition.ReadT(r, r.Primary.Regs)
	before := r.line.Count()
	_, err := r.Primary.ReadPIO(r.Context(), ata.At(ata.ReadSectors, 0, count), count*ata.SectorSize, ata.SectorSize)
	r.Must(err)
	if got := r.line.Count() - before; got != count {
		r.Errorf("a read of %d sectors has %d interrupts", count, got)
	}
	r.line.ExpectT(r, "after a read", false)
	before = r.line.Count()
	r.Must(r.Primary.WritePIO(r.Context(), ata.At(ata.WriteSectors, 400, count), r.disk.Data(400, count), ata.SectorSize))
	if got := r.line.Count() - before; got != count {
		r.Errorf("a write of %d sectors has %d interrupts", count, got)
	}
	r.line.ExpectT(r, "after a write", false)
	r.stored()
}

// secondDisk checks that commands reach the selected disk alone.
func secondDisk(r *rig) {
	const sector, count = 10, 2
	r.disk.Data(sector, count)
	r.other.Data(sector, count)
	r.Must(r.disk.Fill())
	r.Must(r.other.Fill())
	t := ata.At(ata.ReadSectors, sector, count)
	r.reads("the first disk", t, r.disk, sector, count, ata.SectorSize)
	t.Device |= ata.Second
	r.reads("the second disk", t, r.other, sector, count, ata.SectorSize)
	t = ata.At(ata.WriteSectors, sector+1, count)
	t.Device |= ata.Second
	r.writes(t, r.other, sector+1, count, ata.SectorSize)
	r.stored()
}

// words reads and writes the data register by words of 16 bits.
func words(r *rig) {
	const sector, size = 500, 2
	want := r.disk.Data(sector, 1)
	r.Must(r.disk.Fill())
	t := ata.At(ata.ReadSectors, sector, 1)
	r.Must(r.Primary.Issue(r.Context(), t))
	r.Must(r.Primary.Requested(r.Context(), t))
	for i := 0; i < len(want); i += size {
		reg.ExpectT(r, r.Primary.Regs, fmt.Sprintf("word %d of a sector", i/size), ata.Data, uint16(want[i])|uint16(want[i+1])<<8)
	}
	reg.ExpectBitsT(r, r.Primary.Regs, "after the last word", ata.Condition, ata.Request|ata.Busy|ata.Failed, 0)
	data := r.disk.Data(sector, 1)
	t.Command = ata.WriteSectors
	r.Must(r.Primary.Issue(r.Context(), t))
	r.Must(r.Primary.Requested(r.Context(), t))
	for i := 0; i < len(data); i += size {
		ata.Data.WriteT(r, r.Primary.Regs, uint16(data[i])|uint16(data[i+1])<<8)
	}
	r.stored()
}
