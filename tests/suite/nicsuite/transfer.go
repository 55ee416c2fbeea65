package nicsuite

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Transfers sends and receives n frames in both directions at once, of changing
// sizes and in bursts of changing length, as many as the rings hold. Rings much
// smaller than n wrap many times.
func Transfers(t testing.TB, p Port, n int) {
	t.Helper()
	for done, burst := 0, 1; done < n; burst++ {
		first, room := done, p.RX.Used()
		for done < n && done-first < burst && p.TX.Free() > 0 {
			in := p.in(transferSize(done+1), byte(done))
			if room -= p.RX.Descriptors(len(in)); room < 0 {
				break
			}
			must(t, p.TX.Post(intelnic.Offload{}, p.out(transferSize(done), byte(done))))
			must(t, p.Peer.Send(t.Context(), in))
			done++
		}
		must(t, p.TX.Kick(t.Context()))
		for i := first; i < done; i++ {
			p.Arrives(t, fmt.Sprintf("frame %d of %d sent", i, n), p.out(transferSize(i), byte(i)))
			p.take(t, whole(fmt.Sprintf("frame %d of %d received", i, n), p.in(transferSize(i+1), byte(i))))
		}
		must(t, p.RX.FillAll(t.Context()))
		must(t, p.TX.Reclaim(t.Context()))
	}
	p.empty(t)
}

// transferSize is the size of frame i, without FCS.
func transferSize(i int) int { return ethernet.MinSize + i*97%(ethernet.MaxSize-ethernet.MinSize+1) }

// empty checks that head and tail of the transmit ring are equal, and that the
// receive ring has no unread frame.
func (p Port) empty(t testing.TB) {
	t.Helper()
	head, tail := p.TX.Block().Head().ReadT(t, p.Regs), p.TX.Block().Tail().ReadT(t, p.Regs)
	if head != tail {
		t.Errorf("transmit head %d and tail %d, want them equal", head, tail)
	}
	pending, err := p.RX.Pending(t.Context())
	must(t, err)
	if pending {
		t.Error("received a frame that was not sent")
	}
}

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
	last := Frame(p.Address, Host(), 1000, 0)
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
		if cmp.Equal(last, r.Data) {
			return true
		}
		each(r.Data)
	}
}
