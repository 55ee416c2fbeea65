package nicsuite

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// ReceiveShort checks that a frame shorter than the link's minimum arrives as one
// of 60 bytes, padded with zeros as by a switch.
func ReceiveShort(t testing.TB, p Port) {
	t.Helper()
	var frames []incoming
	for _, n := range []int{ethernet.HeaderSize, 20, 59} {
		want := make([]byte, ethernet.MinSize)
		frame := p.in(n, byte(n))
		copy(want, frame)
		frames = append(frames, incoming{what: frameOf(n), frame: frame, want: want})
	}
	p.receives(t, frames)
}

// ReceiveCRC checks the value of the frame check sequence, which follows the frame without
// RCTL.SECRC (IEEE 802.3, section 3.2.9 "Frame Check Sequence (FCS) field").
func ReceiveCRC(t testing.TB, p Port) {
	t.Helper()
	rctl := intelnic.RCTL.ReadT(t, p.Regs)
	p.setReceive(t, rctl&^intelnic.ReceiveSECRC)
	frame := p.in(64, 1)
	want := binary.LittleEndian.AppendUint32(slices.Clone(frame), crc32.ChecksumIEEE(frame))
	p.receives(t, []incoming{{what: "a frame with FCS", frame: frame, want: want}})
}

// ReceiveFCS checks that without RCTL.SECRC four more bytes follow the frame. Their values
// are left to [ReceiveCRC].
func ReceiveFCS(t testing.TB, p Port) {
	t.Helper()
	rctl := intelnic.RCTL.ReadT(t, p.Regs)
	p.setReceive(t, rctl&^intelnic.ReceiveSECRC)
	var frames []incoming
	for i, n := range []int{60, 512, 1514} {
		frame := p.in(n, byte(i))
		frames = append(frames, incoming{what: frameOf(n) + ", with FCS", frame: frame, want: frame, more: 4})
	}
	p.receives(t, frames)
	p.setReceive(t, rctl)
}

// ReceiveSum checks the packet checksum of legacy descriptors: the sum in ones' complement of all 16-bit
// words of the frame, from the byte on that RXCSUM.PCSS says, which is in the first of its descriptors.
func ReceiveSum(t testing.TB, p Port) {
	t.Helper()
	before := intelnic.RXCSUM.ReadT(t, p.Regs)
	for _, from := range []int{0, ethernet.HeaderSize, 34} {
		intelnic.RXCSUM.WriteT(t, p.Regs, before&^0xff|intelnic.ReceiveChecksum(from))
		for i, n := range []int{60, 61, 1514} {
			frame := p.in(n, byte(from+i))
			must(t, p.Peer.Send(t.Context(), frame))
			r, err := p.RX.Receive(t.Context())
			must(t, err)
			if want := ^checksum(frame[from:]); r.Sum != want {
				t.Errorf("%s: packet checksum from byte %d on = %#04x, want %#04x", frameOf(n), from, r.Sum, want)
			}
		}
	}
	intelnic.RXCSUM.WriteT(t, p.Regs, before)
}

// ReceiveLimit checks that the longest frame, of limit bytes without FCS, is
// received, and that a frame of one byte more is dropped. It returns the number of
// frames counted as oversize.
func ReceiveLimit(t testing.TB, p Port, limit int) (oversize uint32) {
	t.Helper()
	intelnic.ROC.ReadT(t, p.Regs) // the read clears it
	const long = "an oversize frame"
	p.receives(t, []incoming{
		whole("the longest frame", p.in(limit, 1)),
		{what: long, frame: p.in(limit+1, 2)},
		p.behind(long),
	})
	return intelnic.ROC.ReadT(t, p.Regs)
}

// ReceiveBeside checks that a frame changes nothing in guest memory but as many bytes of
// its buffer as the frame has. The ring must be fresh, with a buffer for each frame.
func ReceiveBeside(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	addr, size := p.RX.Buffers()
	first := p.RX.Oldest()
	total := uint64(p.RX.Size() * size)
	lengths := []int{60, 61, 255, 256, 1513, 1514}
	for i, n := range lengths {
		p.Delivers(t, frameOf(n), p.in(n, byte(i)))
	}
	memory := make([]byte, total)
	must(t, p.Machine.ReadMemory(ctx, addr, memory))
	for i := range p.RX.Size() {
		n, buffer := 0, memory[i*size:(i+1)*size]
		if k := (i - first + p.RX.Size()) % p.RX.Size(); k < len(lengths) {
			n = lengths[k]
		}
		if !bytes.Equal(buffer[n:], bytes.Repeat([]byte{intelnic.Untouched}, size-n)) {
			t.Errorf("buffer %d, with a frame of %d bytes: bytes behind the frame have changed", i, n)
		}
	}
}

// Loopback checks that with a loopback in the PHY a frame comes back and does not leave,
// and that it leaves without.
func Loopback(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	rctl := intelnic.RCTL.ReadT(t, p.Regs)
	control, err := p.ReadPHY(ctx, intelnic.PHYAddress, intelnic.PHYControl)
	must(t, err)
	const loop = intelnic.PHYControlLoopback | intelnic.PHYControlFullDuplex | intelnic.PHYControlSpeed1000
	must(t, p.WritePHY(ctx, intelnic.PHYAddress, intelnic.PHYControl, loop))
	p.setReceive(t, rctl|intelnic.ReceiveLoopback)
	for i, n := range []int{60, 1000, 1514} {
		frame := ethersuite.Frame(p.Address, p.Address, n, byte(i))
		must(t, p.TX.Send(ctx, intelnic.Offload{}, frame))
		Quiet(t, p.Machine)
		pending, err := p.RX.Pending(ctx)
		must(t, err)
		if !pending {
			t.Errorf("%s does not come back in the loopback", frameOf(n))
			continue
		}
		p.Next(t, frameOf(n)+" in the loopback", frame)
	}
	p.setReceive(t, rctl)
	must(t, p.WritePHY(ctx, intelnic.PHYAddress, intelnic.PHYControl, control))
	must(t, p.Machine.Pass(ctx, negotiation))
	must(t, p.WaitLink(ctx, true))
	must(t, p.TX.Send(ctx, intelnic.Offload{}, p.out(100, 9)))
	p.Arrives(t, "the frame behind the loopback", p.out(100, 9))
}

// ReceiveTags checks the handling of tagged frames: with CTRL.VME the tag moves
// into the descriptor, without it stays in the frame.
func ReceiveTags(t testing.TB, p Port) {
	t.Helper()
	tags := []uint16{0x0001, 0x0fff, 0xe123}
	ctrl := intelnic.CTRL.ReadT(t, p.Regs)
	for range 2 { // VME is set and cleared more than once
		var without, with []incoming
		for i, tag := range tags {
			frame := p.in(60+i, byte(i))
			withTag := tagged(frame, ethernet.VLAN, tag)
			without = append(without, whole("tagged, without VME", withTag))
			with = append(with, incoming{what: "tagged, with VME", frame: withTag, want: frame}, whole("untagged, with VME", frame))
		}
		for i, r := range p.receives(t, without) {
			if r.VLAN {
				t.Errorf("tag %#04x: VP is set, want it clear without CTRL.VME", tags[i])
			}
		}
		intelnic.CTRL.WriteT(t, p.Regs, ctrl|intelnic.CtrlVME)
		for i, r := range p.receives(t, with) {
			switch tag := tags[i/2]; {
			case i%2 == 1 && r.VLAN:
				t.Error("VP is set, want it clear for an untagged frame")
			case i%2 == 0 && (!r.VLAN || r.Tag != tag):
				t.Errorf("VP = %t, VLAN tag = %#04x, want true and %#04x", r.VLAN, r.Tag, tag)
			}
		}
		intelnic.CTRL.WriteT(t, p.Regs, ctrl)
	}
}

// ReceiveWhileOff checks that nothing is received while RCTL.EN is clear.
func ReceiveWhileOff(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	rctl := intelnic.RCTL.ReadT(t, p.Regs)
	p.setReceive(t, rctl&^intelnic.ReceiveEN)
	head := p.RX.Block().Head().ReadT(t, p.Regs)
	must(t, p.Peer.Send(ctx, p.in(100, 1)))
	Quiet(t, p.Machine)
	pending, err := p.RX.Pending(ctx)
	must(t, err)
	if now := p.RX.Block().Head().ReadT(t, p.Regs); pending || now != head {
		t.Errorf("with RCTL.EN clear: frame received = %t, head %d, want false and %d", pending, now, head)
	}
	// The frame may wait for the receiver or be lost. The next one must arrive.
	p.setReceive(t, rctl)
	last := p.in(101, 2)
	must(t, p.Peer.Send(ctx, last))
	for {
		r, err := p.RX.Receive(ctx)
		must(t, err)
		p.sound(t, "a frame after RCTL.EN was set", r)
		if cmp.Equal(r.Data, last) {
			return
		}
		if diff := cmp.Diff(p.in(100, 1), r.Data); diff != "" {
			t.Fatalf("after RCTL.EN was set: mismatch (-want +got):\n%s", diff)
		}
	}
}

// ReceiveOnly receives frames and does not offer their buffers again.
func ReceiveOnly(t testing.TB, p Port, frames int) {
	t.Helper()
	for i := range frames {
		must(t, p.Peer.Send(t.Context(), p.in(64, byte(i))))
	}
	for i := range frames {
		p.take(t, whole(fmt.Sprintf("frame %d of %d", i, frames), p.in(64, byte(i))))
	}
}
