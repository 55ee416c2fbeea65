package ide

import (
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Additional sense codes of removable media (MMC-5, annex F "Error codes").
const (
	noMedium      scsi.Additional = 0x3a00
	noMediumMask  scsi.Additional = 0xff00 // the qualifier tells whether the tray is open
	wholeCode     scsi.Additional = 0xffff
	mediumChanged scsi.Additional = 0x2800
	removalDenied scsi.Additional = 0x5302
)

const (
	discBlocks      = ata.DiscSize / ata.DiscBlock
	wholeBlock      = ata.DiscBlock
	attentionsAtOne = 3 // at most, after power-on
)

// Packets that only drives with removable media take (MMC-5, chapter 6 "Commands for MM devices").

func read12(block, count byte) scsi.Command {
	return scsi.Command{CDB: []byte{0xa8, 0, 0, 0, 0, block, 0, 0, 0, count, 0, 0}}
}

func readTOC(flags byte) scsi.Command {
	return scsi.Command{CDB: []byte{0x43, flags, 0, 0, 0, 0, 0, 0, 0xff, 0}}
}

func preventRemoval(prevent byte) scsi.Command {
	return scsi.Command{CDB: []byte{0x1e, 0, 0, 0, prevent, 0}}
}

// moveTray is START STOP UNIT with LOEJ: the tray comes out, or goes in.
func moveTray(in bool) scsi.Command {
	const loadOrEject = 2
	c := scsi.StartStopUnit(0, in)
	c.CDB[4] |= loadOrEject
	return c
}

// ready takes the unit attentions that follow a start or a change of the disc.
func (r *rig) ready() {
	r.Helper()
	for range attentionsAtOne {
		if _, _, err := r.Secondary.ReadPacket(r.Context(), scsi.TestUnitReady(), wholeBlock); err == nil {
			return
		}
		if _, err := r.Secondary.Sense(r.Context()); err != nil {
			r.Must(err)
		}
	}
	r.Errorf("the CD drive is not ready after %d unit attentions", attentionsAtOne)
}

// senses checks that a packet fails, and its sense key and code under a mask.
func (r *rig) senses(what string, packet scsi.Command, wantKey scsi.Key, mask, wantCode scsi.Additional) {
	r.Helper()
	_, _, err := r.Secondary.ReadPacket(r.Context(), packet, wholeBlock)
	if !errors.Is(err, ata.ErrFailed) {
		r.Errorf("%s: error %v, want a failed packet", what, err)
		return
	}
	const keyShift = 4
	if got := scsi.Key(ata.Errors.ReadT(r, r.Secondary.Regs) >> keyShift); got != wantKey {
		r.Errorf("%s: %v in the error register, want %v", what, got, wantKey)
	}
	sense, err := r.Secondary.Sense(r.Context())
	r.Must(err)
	if key, code := sense.Key(), sense.Additional(); key != wantKey || code&mask != wantCode {
		r.Errorf("%s: %v, %v, want %v, %v", what, key, code, wantKey, wantCode)
	}
}

// packet returns the data of a packet that must succeed.
func (r *rig) packet(limit uint16, packet scsi.Command) (data []byte, parts []int) {
	r.Helper()
	data, parts, err := r.Secondary.ReadPacket(r.Context(), packet, limit)
	r.Must(err)
	return data, parts
}

// read10 is READ (10) of blocks of a disc.
func read10(block uint32, count int) scsi.Command { return scsi.Read10(block, count, ata.DiscBlock) }

// readsDisc reads blocks of the disc through the data register.
func (r *rig) readsDisc(packet scsi.Command, block uint64, count int, limit uint16) (parts []int) {
	r.Helper()
	before := r.cdLine.Count()
	got, parts := r.packet(limit, packet)
	if len(got) != count*ata.DiscBlock {
		r.Errorf("%d blocks from %d: %d bytes in parts of %d, want %d", count, block, len(got), parts, count*ata.DiscBlock)
		return parts
	}
	if err := r.disc.Compare(block, got); err != nil {
		r.Errorf("%d blocks from %d: %v", count, block, err)
	}
	// One when the device takes the packet, one for each part, one at the end. The first is
	// optional (ATA/ATAPI-6, section 9.9 "PACKET command protocol"; word 0 of the identity).
	if n := r.cdLine.Count() - before; n != uint64(len(parts)+1) && n != uint64(len(parts)+2) {
		r.Errorf("%d blocks in %d parts have %d interrupts, want one more, or two", count, len(parts), n)
	}
	r.cdLine.ExpectT(r, "after a read", false)
	return parts
}

// discPIO reads blocks through the data register: the first, the last, several; and with a limit
// of bytes at a request that is not a block.
func discPIO(r *rig) {
	r.disc.Data(0, discBlocks)
	r.Must(r.disc.Fill())
	r.ready()
	r.readsDisc(read10(0, 1), 0, 1, wholeBlock)
	r.readsDisc(read10(discBlocks-1, 1), discBlocks-1, 1, wholeBlock)
	r.readsDisc(read12(7, 2), 7, 2, wholeBlock)
	for _, limit := range []uint16{512, 1022, 3 * wholeBlock / 2, 0xfffe} {
		const count = 2
		for i, n := range r.readsDisc(read10(3, count), 3, count, limit) {
			if n > int(limit) {
				r.Errorf("part %d has %d bytes, want at most %d", i, n, limit)
			}
		}
	}
	r.Step("no block", func() {
		got, _ := r.packet(wholeBlock, read10(0, 0))
		if len(got) != 0 {
			r.Errorf("a read of no block returns %d bytes", len(got))
		}
	})
	r.Step("beyond the last block", func() {
		r.senses("a read", read10(discBlocks, 1), scsi.IllegalRequest, wholeCode, scsi.LBAOutOfRange)
		r.senses("a read over the end", read10(discBlocks-1, 2), scsi.IllegalRequest, wholeCode, scsi.LBAOutOfRange)
	})
}

// discLarge reads more than the 65534 bytes that a request can have.
func discLarge(r *rig) {
	r.disc.Data(0, discBlocks)
	r.Must(r.disc.Fill())
	r.ready()
	const most = 0xfffe
	parts := r.readsDisc(read10(1, discBlocks-1), 1, discBlocks-1, most)
	if len(parts) < 2 {
		r.Errorf("%d bytes come in %d parts, want more than one", (discBlocks-1)*ata.DiscBlock, len(parts))
	}
}

// discDMA reads blocks by DMA (ATA/ATAPI-6, section 9.10 "DMA PACKET").
func discDMA(r *rig) {
	const block, count = 5, 3
	r.disc.Data(block, count)
	r.Must(r.disc.Fill())
	r.ready()
	c, size := r.Secondary, count*ata.DiscBlock
	addr := r.buffer(size + ata.SectorSize)
	r.Must(r.Machine().Memset(r.Context(), addr, uint64(size+ata.SectorSize), 0xee))
	free, err := c.SetRegions(r.Context(), ata.Region{Addr: addr, Size: ata.DiscBlock}, ata.Region{Addr: addr + ata.DiscBlock, Size: size - ata.DiscBlock})
	r.Must(err)
	ata.MasterStatus.WriteT(r, c.Master, ata.Interrupted|ata.MasterError)
	ata.MasterCommand.WriteT(r, c.Master, ata.ToMemory)
	r.Must(c.SendPacket(r.Context(), read10(block, count), 0, ata.PacketDMA))
	ata.MasterCommand.WriteT(r, c.Master, ata.ToMemory|ata.Start)
	r.Must(r.cdLine.Wait(r.Context(), true))
	reg.ExpectBitsT(r, c.Master, "at the end of a transfer", ata.MasterStatus, outcome, ata.Interrupted)
	p, err := c.Next(r.Context())
	r.Must(err)
	if p.Status&(ata.Failed|ata.Request|ata.Busy) != 0 || p.Reason != ata.IsCommand|ata.ToHost {
		r.Errorf("after a read by DMA: %v, interrupt reason %v, want no failure and %v", p.Result, p.Reason, ata.IsCommand|ata.ToHost)
	}
	r.Must(c.StopMaster(r.Context()))
	r.Must(free())
	got := make([]byte, size)
	r.Must(r.Machine().ReadMemory(r.Context(), addr, got))
	if err := r.disc.Compare(block, got); err != nil {
		r.Errorf("a read by DMA: %v", err)
	}
	r.memory("behind the buffer", addr+uint64(size), filled(0xee, ata.SectorSize))
}

// discCommands checks the data of commands that tell about the drive and the disc.
func discCommands(r *rig) {
	r.ready()
	r.Step("INQUIRY", func() {
		const size, cd, removable = 36, 5, 0x80
		got, _ := r.packet(wholeBlock, scsi.Inquiry(size))
		if len(got) != size || got[0] != cd || got[1]&removable == 0 || int(got[4])+5 < size {
			r.Errorf("INQUIRY: % x, want %d bytes of a removable CD drive", got, size)
		}
		if short, _ := r.packet(wholeBlock, scsi.Inquiry(6)); len(short) != 6 {
			r.Errorf("INQUIRY with an allocation length of 6: %d bytes", len(short))
		}
	})
	r.Step("READ CAPACITY", func() {
		got, _ := r.packet(wholeBlock, scsi.ReadCapacity10())
		want := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, discBlocks-1), ata.DiscBlock)
		if string(got) != string(want) {
			r.Errorf("READ CAPACITY: % x, want % x", got, want)
		}
	})
	r.Step("READ TOC", func() { toc(r) })
	r.Step("MODE SENSE", func() {
		const page, size = 0x2a, 0xff // capabilities of the drive
		got, _ := r.packet(wholeBlock, scsi.ModeSense10(page, size))
		const header = 8
		if len(got) < header+2 || int(binary.BigEndian.Uint16(got))+2 != len(got) || got[header]&0x3f != page || int(got[header+1])+header+2 != len(got) {
			r.Errorf("MODE SENSE of page %#02x: % x, want a header and the page with their lengths", page, got)
		}
		r.senses("MODE SENSE of an unknown page", scsi.ModeSense10(0x3e, size), scsi.IllegalRequest, wholeCode, scsi.InvalidFieldInCDB)
	})
	r.Step("unknown packet", func() {
		r.senses("an unknown packet", scsi.Command{CDB: []byte{0xf7}}, scsi.IllegalRequest, wholeCode, scsi.InvalidOperationCode)
	})
	r.Step("sense is cleared", func() {
		sense, err := r.Secondary.Sense(r.Context())
		r.Must(err)
		if key, code := sense.Key(), sense.Additional(); key != scsi.NoSense || code != scsi.NoAdditional {
			r.Errorf("the second REQUEST SENSE: %v, %v, want none", key, code)
		}
	})
	r.Step("odd length", func() {
		const size = 5
		got, _, err := r.Secondary.ReadPacket(r.Context(), scsi.Inquiry(size), wholeBlock)
		if err != nil || len(got) != size {
			r.Errorf("INQUIRY with an allocation length of %d: %d bytes, error %v", size, len(got), err)
		}
		r.reset(r.Secondary)
	})
	r.Step("device reset", func() {
		r.Must(r.Secondary.Issue(r.Context(), ata.Task{Command: ata.DeviceReset}))
		r.signs("after DEVICE RESET", r.Secondary, 0, packetSignature())
	})
}

// toc checks the table of contents: one track of data and the lead-out, by block and by minute,
// second and frame (MMC-5, section 6.26 "READ TOC/PMA/ATIP Command").
func toc(r *rig) {
	const size, leadOut, data = 20, 0xaa, 0x14
	want := []byte{0, size - 2, 1, 1, 0, data, 1, 0, 0, 0, 0, 0, 0, data, leadOut, 0, 0, 0, 0, discBlocks}
	expect := func(by string, flags byte) {
		r.Helper()
		got, _ := r.packet(wholeBlock, readTOC(flags))
		for _, control := range []int{5, 13} {
			const copying = 1 << 1 // is permitted: any value will do
			if control < len(got) {
				got[control] &^= copying
			}
		}
		if string(got) != string(want) {
			r.Errorf("READ TOC by %s: % x, want % x", by, got, want)
		}
	}
	expect("block", 0)
	const time, frames, lead = 2, 75, 150 // 75 frames a second; the first block is at 2 seconds
	want[10], want[18], want[19] = 2, lead/frames+discBlocks/frames, discBlocks%frames
	expect("time", time)
}

// tray executes a command of QMP on the CD drive.
func (r *rig) tray(command string, more map[string]any) {
	r.Helper()
	args := map[string]any{"id": ata.CDID}
	for k, v := range more {
		args[k] = v
	}
	_, err := qmp.Execute[qmp.Empty](r.Context(), r.Machine().Monitor, command, args)
	r.Must(err)
}

// discMedia takes the disc out and puts it in, and locks the tray (MMC-5, sections 4.1.6 "Medium
// Changed" and 6.15 "PREVENT ALLOW MEDIUM REMOVAL").
func discMedia(r *rig) {
	r.disc.Data(0, 1)
	r.Must(r.disc.Fill())
	r.ready()
	r.Step("no disc", func() {
		r.tray("eject", nil)
		r.senses("TEST UNIT READY", scsi.TestUnitReady(), scsi.NotReady, noMediumMask, noMedium)
		r.senses("READ (10)", read10(0, 1), scsi.NotReady, noMediumMask, noMedium)
		r.senses("READ CAPACITY", scsi.ReadCapacity10(), scsi.NotReady, noMediumMask, noMedium)
	})
	r.Step("disc again", func() {
		backend, err := r.Env.Backend(ata.Disc)
		r.Must(err)
		r.tray("blockdev-insert-medium", map[string]any{"node-name": backend.ID})
		r.tray("blockdev-close-tray", nil)
		changed := false
		for range attentionsAtOne {
			_, _, err := r.Secondary.ReadPacket(r.Context(), scsi.TestUnitReady(), wholeBlock)
			if err == nil {
				break
			}
			sense, err := r.Secondary.Sense(r.Context())
			r.Must(err)
			changed = changed || sense.Key() == scsi.UnitAttention && sense.Additional() == mediumChanged
		}
		if !changed {
			r.Errorf("no unit attention tells that the medium may have changed")
		}
		r.readsDisc(read10(0, 1), 0, 1, wholeBlock)
	})
	r.Step("locked", func() {
		r.packet(wholeBlock, preventRemoval(1))
		r.Step("sense", func() {
			r.senses("an eject of a locked disc", moveTray(false), scsi.IllegalRequest, wholeCode, removalDenied)
		})
		r.readsDisc(read10(0, 1), 0, 1, wholeBlock)
		r.packet(wholeBlock, preventRemoval(0))
		r.packet(wholeBlock, moveTray(false))
		r.senses("TEST UNIT READY with an open tray", scsi.TestUnitReady(), scsi.NotReady, noMediumMask, noMedium)
		r.packet(wholeBlock, moveTray(true))
		r.ready()
		r.readsDisc(read10(0, 1), 0, 1, wholeBlock)
	})
}
