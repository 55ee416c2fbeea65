package ahci

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"

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
	r.Must(p.Forget(r.Context(), untouched))
	ahci.PortActive.WriteT(r, p.Regs, slots)
	r.Must(p.Issue(r.Context(), slots))
	r.Must(r.Machine.Wait(r.Context(), "the queued commands", func(ctx context.Context) (bool, error) {
		v, err := ahci.PortActive.Read(ctx, p.Regs)
		return v&slots == 0, err
	}))
	reg.ExpectT(r, p.Regs, "PxCI after queued commands", ahci.PortIssue, 0)
	reg.ExpectBitsT(r, p.Regs, "PxIS after queued commands", ahci.PortInterrupts, ahci.DeviceBits|ahci.TaskFileError, ahci.DeviceBits)
	deviceBits(r, p, slots)
}

// deviceBits checks the last set device bits FIS of commands that have succeeded: some of their
// tags, all of them if there is one alone, and none else (Serial ATA 3.0, section 13.6 "Native
// Command Queuing"). The register FIS before it accepts a command, without an interrupt.
func deviceBits(r *rig, p *ahci.Port, tags uint32) {
	r.Helper()
	f := r.received("queued commands", p)
	got := f.all[ahci.AtDeviceBits:][:bitsSize]
	f.bytes("set device bits FIS", got, 0, []byte{typeDeviceBits, interrupt})
	if s := ata.Status(got[statusByte]); s&ata.Failed != 0 {
		r.Errorf("set device bits FIS: status %v, want no failure", s)
	}
	done := binary.LittleEndian.Uint32(got[4:])
	if done == 0 || done&^tags != 0 || bits.OnesCount32(tags) == 1 && done != tags {
		r.Errorf("set device bits FIS: tags %#x have ended, want some of %#x", done, tags)
	}
	f.alone(map[int]int{ahci.AtRegister: registerSize, ahci.AtDeviceBits: bitsSize, 0: setupSize})
	accepted := f.all[ahci.AtRegister:][:registerSize]
	f.bytes("register FIS of a command that is accepted", accepted, 0, []byte{typeRegister, 0})
	if s := ata.Status(accepted[statusByte]); s&(ata.Busy|ata.Request|ata.Failed) != 0 {
		r.Errorf("register FIS of a command that is accepted: status %v, want neither BUSY, REQUEST nor a failure", s)
	}
	f.reserved(accepted)
	if bits.OnesCount32(tags) == 1 {
		r.Step("DMA setup FIS", func() {
			f.bytes("DMA setup FIS", f.all, 0, []byte{typeDMASetup})
			f.bytes("DMA setup FIS, buffer", f.all, 4, []byte{byte(bits.TrailingZeros32(tags)), 0, 0, 0})
		})
	}
}
