package nicsuite

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Port is a controller's port with one transmit and one receive queue, both
// running and with empty rings, and the far end of its link.
type Port struct {
	*intelnic.Controller
	Peer    *ethernet.Peer
	Address ethernet.MAC
	TX      *intelnic.TXQueue // nil for checks that only receive
	RX      *intelnic.RXQueue // nil for checks that only send
	Restart time.Duration     // that the receiver needs after a write to RCTL
}

// setReceive writes RCTL, and waits until the receiver runs again.
func (p Port) setReceive(t testing.TB, v intelnic.ReceiveControl) {
	t.Helper()
	intelnic.RCTL.WriteT(t, p.Regs, v)
	p.restart(t)
}

func (p Port) restart(t testing.TB) {
	t.Helper()
	if p.Restart != 0 {
		must(t, p.Machine.Pass(t.Context(), p.Restart))
	}
}

// out returns a frame that the port sends.
func (p Port) out(size int, seed byte) []byte {
	return ethersuite.Frame(ethersuite.Host(), p.Address, size, seed)
}

// in returns a frame that the far end sends to the port.
func (p Port) in(size int, seed byte) []byte {
	return ethersuite.Frame(p.Address, ethersuite.Host(), size, seed)
}

// differ returns the difference of two frames, "" if they are equal. It compares
// before it calls cmp, which takes a hundred times as long on equal frames.
func differ(want, got []byte) string {
	if bytes.Equal(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// Arrives checks that the next frame at the far end is want.
func (p Port) Arrives(t testing.TB, what string, want []byte) {
	t.Helper()
	got, err := p.Peer.Receive(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if diff := differ(want, got); diff != "" {
		t.Fatalf("%s: frame sent by the controller mismatch (-want +got):\n%s", what, diff)
	}
}

// Drain discards frames at the far end that a failed check left there.
func (p Port) Drain(t testing.TB) {
	t.Helper()
	must(t, p.TX.Reclaim(t.Context()))
	last := p.out(1000, 0xff)
	must(t, p.TX.Send(t.Context(), intelnic.Offload{}, last))
	for {
		got, err := p.Peer.Receive(t.Context())
		must(t, err)
		if bytes.Equal(got, last) {
			return
		}
	}
}

// Delivers sends a frame to the controller and checks that it is the next one
// in guest memory.
func (p Port) Delivers(t testing.TB, what string, frame []byte) intelnic.Received {
	t.Helper()
	if err := p.Peer.Send(t.Context(), frame); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return p.Next(t, what, frame)
}

// Next checks that the next frame in guest memory is want.
func (p Port) Next(t testing.TB, what string, want []byte) intelnic.Received {
	t.Helper()
	r, err := p.RX.Receive(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if diff := differ(want, r.Data); diff != "" {
		t.Fatalf("%s: frame in guest memory mismatch (-want +got):\n%s", what, diff)
	}
	p.sound(t, what, r)
	return r
}

// Drops sends a frame that the controller must drop, and then an accepted frame,
// which must come first.
func (p Port) Drops(t testing.TB, what string, frame []byte) {
	t.Helper()
	p.receives(t, []incoming{{what: what, frame: frame}, p.behind(what)})
}

// behind is an accepted frame, which shows that the one before it was dropped.
func (p Port) behind(what string) incoming {
	return whole(what+": the frame behind the dropped one", p.in(ethernet.MinSize, 0xd0))
}

// settle is enough time for all delayed work of a controller: interrupt
// moderation takes microseconds.
const settle = 2 * time.Millisecond

// Quiet lets enough virtual time pass for all delayed work of the controller.
func Quiet(t testing.TB, m *guest.Machine) {
	t.Helper()
	must(t, m.Pass(t.Context(), settle))
}

// must ends the test if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// frameOf describes a frame by its length.
func frameOf(n int) string { return fmt.Sprintf("a frame of %d bytes", n) }
