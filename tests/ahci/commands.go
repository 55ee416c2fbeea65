package ahci

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// identify checks the identity of the disk and of the CD drive, with the setup FIS of its data.
func identify(r *rig) {
	buffer := r.buffer(2 * ata.SectorSize)
	defer r.free(buffer)
	region := ahci.Region{Addr: buffer + 16, Size: ata.SectorSize}
	identity := func(p *ahci.Port, command uint8) ata.Identity {
		r.Helper()
		r.does("an identity", p, ata.Task{Command: command}, ahci.ToMemory, region)
		b := make([]byte, region.Size)
		r.Must(r.Machine.ReadMemory(r.Context(), region.Addr, b))
		r.Must(r.Machine.Memset(r.Context(), region.Addr, uint64(region.Size), untouched))
		r.does("an identity, again", p, ata.Task{Command: command}, ahci.ToMemory, region)
		r.memory("an identity, again", region.Addr, b) // and the bytes beside it
		return ata.ParseIdentity(b)
	}
	r.Step("disk", func() {
		r.port(ahci.DiskPort, func(p *ahci.Port) {
			id := identity(p, ata.IdentifyDevice)
			if got := id.Text(ata.WordSerial, 10); got != ata.DiskSerial {
				r.Errorf("serial number = %q, want %q", got, ata.DiskSerial)
			}
			if got := id.Number(ata.WordSectorCountExt, 4); got != diskSectors {
				r.Errorf("%d sectors, want %d", got, diskSectors)
			}
			if !id.Intact() {
				r.Errorf("word 255 = %#04x: the sum of all bytes is not 0", id[ata.WordIntegrity])
			}
			serialATA(r, &id)
		})
	})
	r.Step("CD drive", func() {
		r.port(ahci.DiscPort, func(p *ahci.Port) {
			id := identity(p, ata.IdentifyPacketDevice)
			const packets = 2
			if got := id[ata.WordGeneral] >> 14; got != packets {
				r.Errorf("word 0 = %#04x, want that of a device with packets", id[ata.WordGeneral])
			}
			got, err := p.Do(r.Context(), ata.Task{Command: ata.IdentifyDevice}, ahci.ToMemory, region)
			r.Must(err)
			if got.Status&ata.Failed == 0 || got.Errors&ata.Aborted == 0 {
				r.Errorf("IDENTIFY DEVICE of a CD drive: %v, want %v", got, ata.Aborted)
			}
		})
	})
}

// serialATA checks the words of a Serial ATA disk: the depth of its queue and its speeds (ATA8-ACS,
// section 7.16.7.36 "Word 75: Queue depth", and word 76 "Serial ATA capabilities").
func serialATA(r *rig, id *ata.Identity) {
	const depth, capabilities, queueing = 75, 76, 1 << 8
	if got := id[depth]&0x1f + 1; got != ahci.Slots {
		r.Errorf("word 75 = %#04x: a queue of %d commands, want %d", id[depth], got, ahci.Slots)
	}
	if id[capabilities]&queueing == 0 || id[capabilities]&1 != 0 || id[capabilities] == 0xffff {
		r.Errorf("word 76 = %#04x, want native command queueing, and bit 0 clear", id[capabilities])
	}
}

// transfer is a command that moves sectors.
type transfer struct {
	read, write func(lba uint64, count int) ata.Task
	name        string
}

func task(at func(uint8, uint64, int) ata.Task, command uint8) func(uint64, int) ata.Task {
	return func(lba uint64, count int) ata.Task { return at(command, lba, count) }
}

// pio and dma check reads and writes of their protocols.
func pio(r *rig) {
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		for _, s := range []transfer{
			{task(ata.At, ata.ReadSectors), task(ata.At, ata.WriteSectors), "28 bits"},
			{task(ata.AtExt, ata.ReadSectorsExt), task(ata.AtExt, ata.WriteSectorsExt), "48 bits"},
		} {
			r.Step(s.name, func() { r.transfers(p, s) })
		}
		r.Step("FISes", func() { ofPIO(r, p) })
	})
}

func dma(r *rig) {
	all := []transfer{
		{task(ata.At, ata.ReadDMA), task(ata.At, ata.WriteDMA), "28 bits"},
		{task(ata.AtExt, ata.ReadDMAExt), task(ata.AtExt, ata.WriteDMAExt), "48 bits"},
	}
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		for _, s := range all {
			r.Step(s.name, func() { r.transfers(p, s) })
		}
		r.Step("regions", func() { r.scattered(p) })
		r.Step("fewer regions than data", func() { r.tooShort(p) })
	})
	r.Machine.StepAbove(r.T, func() {
		r.port(ahci.DiskPort, func(p *ahci.Port) { r.transfers(p, all[1]) })
	})
}

// transfers moves one sector, several, and the last one, each way.
func (r *rig) transfers(p *ahci.Port, s transfer) {
	r.Helper()
	for _, at := range []struct {
		sector uint64
		count  int
	}{{0, 1}, {1000, 8}, {diskSectors - 3, 3}} {
		what := fmt.Sprintf("%d sectors from %d", at.count, at.sector)
		size := at.count * ata.SectorSize
		buffer := r.buffer(size + 64)
		region := ahci.Region{Addr: buffer + 32, Size: size}
		want := r.disk.Data(at.sector, at.count)
		r.Must(r.disk.Fill())
		r.does("a read of "+what, p, s.read(at.sector, at.count), ahci.ToMemory, region)
		r.memory("a read of "+what, region.Addr, want)
		data := r.disk.Data(at.sector, at.count)
		r.Must(r.Machine.WriteMemory(r.Context(), region.Addr, data))
		r.does("a write of "+what, p, s.write(at.sector, at.count), ahci.FromMemory, region)
		r.memory("memory after a write of "+what, region.Addr, data)
		r.does("a flush", p, ata.Task{Command: ata.FlushCacheExt}, 0)
		r.Must(r.disk.Check())
		r.free(buffer)
	}
}

// scattered reads into regions of odd sizes and places (section 4.2.3.3: their addresses and sizes
// are even).
func (r *rig) scattered(p *ahci.Port) {
	const sector, apart = 300, 1 << 10
	sizes := []int{2, 6, 504, 510, 2, 1000, 24, 512, 512}
	buffer := r.buffer(apart * (len(sizes) + 1))
	var regions []ahci.Region
	size := 0
	for i, n := range sizes {
		regions = append(regions, ahci.Region{Addr: buffer + uint64(i*apart+i*2+8), Size: n})
		size += n
	}
	count := size / ata.SectorSize
	want := r.disk.Data(sector, count)
	r.Must(r.disk.Fill())
	r.does("a read", p, ata.AtExt(ata.ReadDMAExt, sector, count), ahci.ToMemory, regions...)
	for i, region := range regions {
		r.memory(fmt.Sprintf("region %d", i), region.Addr, want[:region.Size])
		want = want[region.Size:]
	}
	r.free(buffer)
}

// tooShort has a command read two sectors with room for one: the byte behind the region stays, and
// the port says that the table is too short (section 6.1.8 "Overflow"; a DMA command that is cut
// off may also end as if it had not been).
func (r *rig) tooShort(p *ahci.Port) {
	buffer := r.buffer(4 * ata.SectorSize)
	region := ahci.Region{Addr: buffer + 32, Size: ata.SectorSize}
	want := r.disk.Data(50, 2)
	r.Must(r.disk.Fill())
	r.Must(p.Prepare(r.Context(), 0, ata.AtExt(ata.ReadDMAExt, 50, 2), ahci.ToMemory, nil, region))
	ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
	r.Must(p.Issue(r.Context(), 1))
	r.Must(p.AwaitEnd(r.Context(), 1))
	r.memory("the region", region.Addr, want[:ata.SectorSize])
	reg.ExpectBitsT(r, p.Regs, "events", ahci.PortInterrupts, ahci.Overflow, ahci.Overflow)
	r.Must(p.Halt(r.Context()))
	r.Must(p.Run(r.Context()))
	r.free(buffer)
}
