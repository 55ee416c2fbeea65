package nicsuite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// FillRing offers few buffers, sends more frames than those hold, and checks that
// the controller stops at the end and continues when it gets more buffers. Received
// frames are whole and in order. Frames may be lost meanwhile, as on a wire; with
// lossless none is, as QEMU keeps the frames that a controller does not accept. The
// receive ring must be empty.
func FillRing(t testing.TB, p Port, offered, frames int, lossless bool) {
	t.Helper()
	ctx := t.Context()
	frame := func(i int) []byte { return p.in(100+i, byte(i)) }
	must(t, p.RX.Fill(ctx, offered))
	for i := range frames {
		must(t, p.Peer.Send(ctx, frame(i)))
	}
	for i := range offered {
		r, err := p.RX.Take(ctx)
		must(t, err)
		if diff := cmp.Diff(frame(i), r.Data); diff != "" {
			t.Errorf("frame %d into a ring of %d buffers mismatch (-want +got):\n%s", i, offered, diff)
		}
		p.sound(t, "a frame into the ring", r)
	}
	Quiet(t, p.Machine)
	head, tail := p.RX.Block().Head().ReadT(t, p.Regs), p.RX.Block().Tail().ReadT(t, p.Regs)
	if head != tail {
		t.Errorf("full ring: receive head %d and tail %d, want them equal", head, tail)
	}
	if pending, err := p.RX.Pending(ctx); err != nil || pending {
		t.Errorf("full ring: DD is set in a descriptor that was not offered (%v)", err)
	}
	must(t, p.RX.FillAll(ctx))
	next, lost := offered, 0
	for !p.drained(t, func(got []byte) {
		for ; next < frames && !cmp.Equal(frame(next), got); next++ {
			lost++
		}
		if next == frames {
			t.Fatalf("received a frame after the last one: % x", got)
		}
		next++
	}) {
	}
	if lost += frames - next; lossless && lost > 0 {
		t.Errorf("full ring: lost %d frames, want 0", lost)
	}
}

// drained sends a unique frame, calls each with the frames before it, and reports
// whether it arrived itself: the ring may have been full again.
func (p Port) drained(t testing.TB, each func([]byte)) bool {
	t.Helper()
	last := ethersuite.Frame(p.Address, ethersuite.Host(), 1000, 0)
	must(t, p.Peer.Send(t.Context(), last))
	for {
		Quiet(t, p.Machine)
		pending, err := p.RX.Pending(t.Context())
		must(t, err)
		if !pending {
			return false
		}
		r, err := p.RX.Receive(t.Context())
		must(t, err)
		p.sound(t, "a frame behind a full ring", r)
		if cmp.Equal(last, r.Data) {
			return true
		}
		each(r.Data)
	}
}
