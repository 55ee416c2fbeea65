package ide

import (
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Operation codes of packets (MMC-5, chapter 6 "Commands for MM devices"; SPC-3).
const (
	testUnitReady   = 0x00
	inquiry         = 0x12
	startStop       = 0x1b
	preventRemoval  = 0x1e
	readCapacity    = 0x25
	read10          = 0x28
	readTOC         = 0x43
	modeSense10     = 0x5a
	read12          = 0xa8
	notReadyKey     = 2
	illegalKey      = 5
	attentionKey    = 6
	noMedium        = 0x3a00
	noMediumMask    = 0xff00 // the qualifier tells whether the tray is open
	mediumChanged   = 0x2800
	invalidCode     = 0x2000
	outOfRange      = 0x2100
	invalidField    = 0x2400
	removalDenied   = 0x5302
	discBlocks      = ata.DiscSize / ata.DiscBlock
	wholeBlock      = ata.DiscBlock
	attentionsAtOne = 3 // at most, after power-on
)

// ready takes the unit attentions that follow a start or a change of the disc.
func (r *rig) ready() {
	r.Helper()
	for range attentionsAtOne {
		if _, _, err := r.Secondary.ReadPacket(r.Context(), []byte{testUnitReady}, wholeBlock); err == nil {
			return
		}
		if _, _, err := r.Secondary.Sense(r.Context()); err != nil {
			r.Must(err)
		}
	}
	r.Errorf("the CD drive is not ready after %d unit attentions", attentionsAtOne)
}

// senses checks that a packet fails, and its sense key and code under a mask.
func (r *rig) senses(what string, packet []byte, wantKey uint8, mask, wantCode uint16) {
	r.Helper()
	_, _, err := r.Secondary.ReadPacket(r.Context(), packet, wholeBlock)
	if !errors.Is(err, ata.ErrFailed) {
		r.Errorf("%s: error %v, want a failed packet", what, err)
		return
	}
	const keyShift = 4
	if got := ata.Errors.ReadT(r, r.Secondary.Regs) >> keyShift; uint8(got) != wantKey {
		r.Errorf("%s: sense key %d in the error register, want %d", what, got, wantKey)
	}
	key, code, err := r.Secondary.Sense(r.Context())
	r.Must(err)
	if key != wantKey || code&mask != wantCode {
		r.Errorf("%s: sense key %d, code %#04x, want %d and %#04x", what, key, code, wantKey, wantCode)
	}
}

// packet returns the data of a packet that must succeed.
func (r *rig) packet(limit uint16, packet ...byte) (data []byte, parts []int) {
	r.Helper()
	data, parts, err := r.Secondary.ReadPacket(r.Context(), packet, limit)
	r.Must(err)
	return data, parts
}

// read10Packet is READ (10).
func read10Packet(block uint32, count uint16) []byte {
	p := []byte{read10, 0}
	p = binary.BigEndian.AppendUint32(p, block)
	p = append(p, 0)
	return append(binary.BigEndian.AppendUint16(p, count), 0)
}

// readsDisc reads blocks of the disc through the data register.
func (r *rig) readsDisc(packet []byte, block uint64, count int, limit uint16) (parts []int) {
	r.Helper()
	before := r.cdLine.Count()
	got, parts := r.packet(limit, packet...)
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
	r.raised("after a read", r.cdLine, false)
	return parts
}

// discPIO reads blocks through the data register: the first, the last, several; and with a limit
// of bytes at a request that is not a block.
func discPIO(r *rig) {
	r.disc.Data(0, discBlocks)
	r.Must(r.disc.Fill())
	r.ready()
	r.readsDisc(read10Packet(0, 1), 0, 1, wholeBlock)
	r.readsDisc(read10Packet(discBlocks-1, 1), discBlocks-1, 1, wholeBlock)
	r.readsDisc([]byte{read12, 0, 0, 0, 0, 7, 0, 0, 0, 2}, 7, 2, wholeBlock)
	for _, limit := range []uint16{512, 1022, 3 * wholeBlock / 2, 0xfffe} {
		const count = 2
		for i, n := range r.readsDisc(read10Packet(3, count), 3, count, limit) {
			if n > int(limit) {
				r.Errorf("part %d has %d bytes, want at most %d", i, n, limit)
			}
		}
	}
	r.Step("no block", func() {
		got, _ := r.packet(wholeBlock, read10Packet(0, 0)...)
		if len(got) != 0 {
			r.Errorf("a read of no block returns %d bytes", len(got))
		}
	})
	r.Step("beyond the last block", func() {
		r.senses("a read", read10Packet(discBlocks, 1), illegalKey, 0xffff, outOfRange)
		r.senses("a read over the end", read10Packet(discBlocks-1, 2), illegalKey, 0xffff, outOfRange)
	})
}

// discLarge reads more than the 65534 bytes that a request can have.
func discLarge(r *rig) {
	r.disc.Data(0, discBlocks)
	r.Must(r.disc.Fill())
	r.ready()
	const most = 0xfffe
	parts := r.readsDisc(read10Packet(1, discBlocks-1), 1, discBlocks-1, most)
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
	r.Must(c.SendPacket(r.Context(), read10Packet(block, count), 0, ata.PacketDMA))
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
		got, _ := r.packet(wholeBlock, inquiry, 0, 0, 0, size)
		if len(got) != size || got[0] != cd || got[1]&removable == 0 || int(got[4])+5 < size {
			r.Errorf("INQUIRY: % x, want %d bytes of a removable CD drive", got, size)
		}
		if short, _ := r.packet(wholeBlock, inquiry, 0, 0, 0, 6); len(short) != 6 {
			r.Errorf("INQUIRY with an allocation length of 6: %d bytes", len(short))
		}
	})
	r.Step("READ CAPACITY", func() {
		got, _ := r.packet(wholeBlock, readCapacity)
		want := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, discBlocks-1), ata.DiscBlock)
		if string(got) != string(want) {
			r.Errorf("READ CAPACITY: % x, want % x", got, want)
		}
	})
	r.Step("READ TOC", func() { toc(r) })
	r.Step("MODE SENSE", func() {
		const page, size = 0x2a, 0xff // capabilities of the drive
		got, _ := r.packet(wholeBlock, modeSense10, 0, page, 0, 0, 0, 0, 0, size)
		const header = 8
		if len(got) < header+2 || int(binary.BigEndian.Uint16(got))+2 != len(got) || got[header]&0x3f != page || int(got[header+1])+header+2 != len(got) {
			r.Errorf("MODE SENSE of page %#02x: % x, want a header and the page with their lengths", page, got)
		}
		r.senses("MODE SENSE of an unknown page", []byte{modeSense10, 0, 0x3e, 0, 0, 0, 0, 0, size}, illegalKey, 0xffff, invalidField)
	})
	r.Step("unknown packet", func() { r.senses("an unknown packet", []byte{0xf7}, illegalKey, 0xffff, invalidCode) })
	r.Step("sense is cleared", func() {
		key, code, err := r.Secondary.Sense(r.Context())
		r.Must(err)
		if key != 0 || code != 0 {
			r.Errorf("the second REQUEST SENSE: key %d, code %#04x, want none", key, code)
		}
	})
	r.Step("odd length", func() {
		const size = 5
		got, _, err := r.Secondary.ReadPacket(r.Context(), []byte{inquiry, 0, 0, 0, size}, wholeBlock)
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
		got, _ := r.packet(wholeBlock, readTOC, flags, 0, 0, 0, 0, 0, 0, 0xff)
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
		r.senses("TEST UNIT READY", []byte{testUnitReady}, notReadyKey, noMediumMask, noMedium)
		r.senses("READ (10)", read10Packet(0, 1), notReadyKey, noMediumMask, noMedium)
		r.senses("READ CAPACITY", []byte{readCapacity}, notReadyKey, noMediumMask, noMedium)
	})
	r.Step("disc again", func() {
		backend, err := r.Env.Backend(ata.Disc)
		r.Must(err)
		r.tray("blockdev-insert-medium", map[string]any{"node-name": backend.ID})
		r.tray("blockdev-close-tray", nil)
		changed := false
		for range attentionsAtOne {
			_, _, err := r.Secondary.ReadPacket(r.Context(), []byte{testUnitReady}, wholeBlock)
			if err == nil {
				break
			}
			key, code, err := r.Secondary.Sense(r.Context())
			r.Must(err)
			changed = changed || key == attentionKey && code == mediumChanged
		}
		if !changed {
			r.Errorf("no unit attention tells that the medium may have changed")
		}
		r.readsDisc(read10Packet(0, 1), 0, 1, wholeBlock)
	})
	r.Step("locked", func() {
		const eject, prevent = 2, 1
		r.packet(wholeBlock, preventRemoval, 0, 0, 0, prevent)
		r.Step("sense", func() {
			r.senses("an eject of a locked disc", []byte{startStop, 0, 0, 0, eject}, illegalKey, 0xffff, removalDenied)
		})
		r.readsDisc(read10Packet(0, 1), 0, 1, wholeBlock)
		r.packet(wholeBlock, preventRemoval)
		r.packet(wholeBlock, startStop, 0, 0, 0, eject)
		r.senses("TEST UNIT READY with an open tray", []byte{testUnitReady}, notReadyKey, noMediumMask, noMedium)
		const load = 3
		r.packet(wholeBlock, startStop, 0, 0, 0, load)
		r.ready()
		r.readsDisc(read10Packet(0, 1), 0, 1, wholeBlock)
	})
}
