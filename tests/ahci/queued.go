package ahci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// Queued commands (Serial ATA 3.0, section 13.6 "Native Command Queuing").
const (
	readQueued  = 0x60
	writeQueued = 0x61
	tagShift    = 3 // in the count register; the sectors are counted by the features register
)

// queuedTask is a queued command on one sector, with its tag.
func queuedTask(command uint8, sector uint64, tag int) ata.Task {
	return ata.Task{Command: command, LBA: sector, Features: 1, Count: uint16(tag) << tagShift, Device: ata.LBA, Extended: true}
}

// queued checks commands by native command queueing: one, and all 32 tags at once, in both
// directions, with the bits of PxSACT and the set device bits FIS.
func queued(r *rig) {
	const sectors = ahci.Slots
	buffer := r.buffer(sectors * 1024)
	defer r.free(buffer)
	place := func(tag int) ahci.Region {
		return ahci.Region{Addr: buffer + uint64(tag)*1024 + 16, Size: ata.SectorSize}
	}
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		for _, s := range []struct {
			name string
			tags []int
		}{{"one", []int{5}}, {"last tag", []int{ahci.Slots - 1}}, {"all", all()}} {
			r.Step(s.name, func() {
				want := map[int][]byte{}
				for _, tag := range s.tags {
					want[tag] = r.disk.Data(sector(tag), 1)
				}
				r.Must(r.disk.Fill())
				r.execute(p, readQueued, ahci.ToMemory, s.tags, place)
				for _, tag := range s.tags {
					r.memory(fmt.Sprintf("sector of tag %d", tag), place(tag).Addr, want[tag])
				}
				for _, tag := range s.tags {
					r.Must(r.Machine.WriteMemory(r.Context(), place(tag).Addr, r.disk.Data(sector(tag), 1)))
				}
				r.execute(p, writeQueued, ahci.FromMemory, s.tags, place)
				r.does("a flush", p, ata.Task{Command: ata.FlushCacheExt}, 0)
				r.Must(r.disk.Check())
			})
		}
	})
}

func all() (tags []int) {
	for tag := range ahci.Slots {
		tags = append(tags, tag)
	}
	return tags
}

// sector is the sector of a tag's command: far from those of its neighbours.
func sector(tag int) uint64 { return uint64(3000 - 70*tag) }

// execute has the commands of some tags executed and checks that they end.
func (r *rig) execute(p *ahci.Port, command uint8, d ahci.Direction, tags []int, place func(int) ahci.Region) {
	r.Helper()
	var slots uint32
	for _, tag := range tags {
		r.Must(p.Prepare(r.Context(), tag, queuedTask(command, sector(tag), tag), d, nil, place(tag)))
		slots |= 1 << tag
	}
	ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
	ahci.PortActive.WriteT(r, p.Regs, slots)
	r.Must(p.Issue(r.Context(), slots))
	r.Must(r.Machine.Wait(r.Context(), "the queued commands", func(ctx context.Context) (bool, error) {
		v, err := ahci.PortActive.Read(ctx, p.Regs)
		return v&slots == 0, err
	}))
	reg.ExpectT(r, p.Regs, "PxCI after queued commands", ahci.PortIssue, 0)
	reg.ExpectBitsT(r, p.Regs, "PxIS after queued commands", ahci.PortInterrupts, ahci.DeviceBits|ahci.TaskFileError, ahci.DeviceBits)
	const bitsFIS = 0xa1
	f, err := p.ReceivedBits(r.Context())
	r.Must(err)
	if f[0] != bitsFIS {
		r.Errorf("set device bits FIS: % x, want type %#02x", f[:8], bitsFIS)
	}
}
