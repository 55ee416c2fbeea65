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
)

// Port is a controller's port with one transmit and one receive queue, both
// running and with empty rings, and the far end of its link.
type Port struct {
	*intelnic.Controller
	Peer    *ethernet.Peer
	Address ethernet.MAC
	TX      *intelnic.TXQueue // nil for checks that only receive
	RX      *intelnic.RXQueue // nil for checks that only send
}

// Host returns the address of the far end.
func Host() ethernet.MAC { return ethernet.MAC{0x02, 0x00, 0x00, 0x00, 0x0a, 0x01} }

// Frame returns a frame of size bytes, without FCS, with a payload that tells
// bytes and seeds apart.
func Frame(dst, src ethernet.MAC, size int, seed byte) []byte {
	return ethernet.Frame{
		Dst: dst, Src: src, Type: ethernet.Experimental,
		Payload: ethernet.Pattern(size-ethernet.HeaderSize, seed),
	}.Bytes()
}

// out returns a frame that the port sends.
func (p Port) out(size int, seed byte) []byte { return Frame(Host(), p.Address, size, seed) }

// in returns a frame that the far end sends to the port.
func (p Port) in(size int, seed byte) []byte { return Frame(p.Address, Host(), size, seed) }

// differ returns how two frames differ, "" if they do not. To look for differences
// takes cmp a hundred times as long as to find that there are none.
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
	return r
}

// Drops sends a frame that the controller must not take. That shows when a frame
// which it does take comes first.
func (p Port) Drops(t testing.TB, what string, frame []byte) {
	t.Helper()
	p.receives(t, []incoming{{what: what, frame: frame}, p.behind(what)})
}

// behind is a frame that is taken, and shows that one in front of it is not.
func (p Port) behind(what string) incoming {
	return whole(what+": the frame behind the one to be dropped", p.in(ethernet.MinSize, 0xd0))
}

// settle is time enough for whatever a controller has put off: interrupt
// moderation is a matter of microseconds.
const settle = 2 * time.Millisecond

// Quiet lets virtual time pass that is enough for what the controller has put
// off.
func Quiet(t testing.TB, m *guest.Machine) {
	t.Helper()
	_, err := m.Clock().ClockStep(t.Context(), settle)
	must(t, err)
}

// must ends the test if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// frameOf says how long a frame is.
func frameOf(n int) string { return fmt.Sprintf("a frame of %d bytes", n) }
