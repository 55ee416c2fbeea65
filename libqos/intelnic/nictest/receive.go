package nictest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/intelnic"
)

// ReceiveSizes receives frames of many sizes, with RCTL.LPE and SECRC set, and
// checks over how many descriptors each is spread.
func ReceiveSizes(t testing.TB, p Port) {
	t.Helper()
	for i, n := range sizes() {
		r := p.Delivers(t, frameOf(n), p.in(n, byte(i)))
		if want := p.RX.Descriptors(n); r.Descriptors != want {
			t.Errorf("%s: %d descriptors, want %d", frameOf(n), r.Descriptors, want)
		}
	}
}

// ReceiveShort checks that a frame shorter than the link's minimum arrives as
// one of 60 bytes, filled up with zeros as a switch would do.
func ReceiveShort(t testing.TB, p Port) {
	t.Helper()
	for _, n := range []int{ethernet.HeaderSize, 20, 59} {
		want := make([]byte, ethernet.MinSize)
		frame := p.in(n, byte(n))
		copy(want, frame)
		must(t, p.Peer.Send(t.Context(), frame))
		p.Next(t, frameOf(n), want)
	}
}

// ReceiveFCS checks that without RCTL.SECRC four more bytes stand behind the
// frame. What they are is not looked at: QEMU has no FCS to give.
func ReceiveFCS(t testing.TB, p Port) {
	t.Helper()
	must(t, intelnic.RCTL.Modify(t.Context(), p.Regs, intelnic.ReceiveSECRC, 0))
	for i, n := range []int{60, 512, 1514} {
		frame := p.in(n, byte(i))
		must(t, p.Peer.Send(t.Context(), frame))
		r, err := p.RX.Receive(t.Context())
		must(t, err)
		if len(r.Data) != n+4 {
			t.Errorf("%s: %d bytes with FCS, want %d", frameOf(n), len(r.Data), n+4)
			continue
		}
		if diff := cmp.Diff(frame, r.Data[:n]); diff != "" {
			t.Errorf("%s, with FCS: mismatch (-want +got):\n%s", frameOf(n), diff)
		}
	}
	must(t, intelnic.RCTL.Modify(t.Context(), p.Regs, 0, intelnic.ReceiveSECRC))
}

// ReceiveLimit checks that the longest frame, of limit bytes without FCS, is
// received, and that a frame of one byte more is dropped. It returns what was counted
// meanwhile.
func ReceiveLimit(t testing.TB, p Port, limit int) intelnic.Statistics {
	t.Helper()
	_, err := p.ReadStatistics(t.Context())
	must(t, err)
	p.Delivers(t, "the longest frame", p.in(limit, 1))
	p.Drops(t, "a frame that is too long", p.in(limit+1, 2))
	s, err := p.ReadStatistics(t.Context())
	must(t, err)
	return s
}

// ReceiveTags checks what becomes of tagged frames: with CTRL.VME the tag moves
// into the descriptor, without it stays in the frame.
func ReceiveTags(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	for i, tag := range []uint16{0x0001, 0x0fff, 0xe123} {
		frame := p.in(60+i, byte(i))
		with := tagged(frame, ethernet.VLAN, tag)

		r := p.Delivers(t, "tagged, without VME", with)
		if r.VLAN {
			t.Errorf("tag %#04x: VP is set without CTRL.VME", tag)
		}

		must(t, intelnic.CTRL.Modify(ctx, p.Regs, 0, intelnic.CtrlVME))
		must(t, p.Peer.Send(ctx, with))
		r = p.Next(t, "tagged, with VME", frame)
		if !r.VLAN || r.Tag != tag {
			t.Errorf("VP = %t, VLAN tag = %#04x, want true and %#04x", r.VLAN, r.Tag, tag)
		}
		if r = p.Delivers(t, "untagged, with VME", frame); r.VLAN {
			t.Error("VP is set for an untagged frame")
		}
		must(t, intelnic.CTRL.Modify(ctx, p.Regs, intelnic.CtrlVME, 0))
	}
}

// ReceiveWhileOff checks that nothing is received while RCTL.EN is clear.
func ReceiveWhileOff(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	must(t, intelnic.RCTL.Modify(ctx, p.Regs, intelnic.ReceiveEN, 0))
	head := p.RX.Block().Head().ReadT(t, p.Regs)
	must(t, p.Peer.Send(ctx, p.in(100, 1)))
	Quiet(t, p.Machine)
	pending, err := p.RX.Pending(ctx)
	must(t, err)
	if now := p.RX.Block().Head().ReadT(t, p.Regs); pending || now != head {
		t.Errorf("with RCTL.EN clear: frame received = %t, head %d, want false and %d", pending, now, head)
	}
	// Whether the frame waits for the receiver or is lost is not said; what
	// comes behind it must arrive.
	must(t, intelnic.RCTL.Modify(ctx, p.Regs, 0, intelnic.ReceiveEN))
	last := p.in(101, 2)
	must(t, p.Peer.Send(ctx, last))
	for {
		r, err := p.RX.Receive(ctx)
		must(t, err)
		if cmp.Equal(r.Data, last) {
			return
		}
		if diff := cmp.Diff(p.in(100, 1), r.Data); diff != "" {
			t.Fatalf("after RCTL.EN was set: mismatch (-want +got):\n%s", diff)
		}
	}
}
