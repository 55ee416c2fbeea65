package nicsuite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// outgoing is a frame for the controller to send, with the expected frames.
type outgoing struct {
	what   string
	o      intelnic.Offload
	pieces [][]byte
	want   [][]byte // frames at the far end
}

// plain is a frame that is sent unchanged.
func plain(what string, frame []byte) outgoing {
	return outgoing{what: what, pieces: [][]byte{frame}, want: [][]byte{frame}}
}

// sends has the controller send frames, as many at once as the ring holds, and checks
// that each arrives, in order.
func (p Port) sends(t testing.TB, frames []outgoing) {
	t.Helper()
	for len(frames) > 0 {
		n := 0
		for ; n < len(frames) && p.TX.Free() > len(frames[n].pieces); n++ { // one more for a context descriptor
			must(t, p.TX.Post(frames[n].o, frames[n].pieces...))
		}
		if n == 0 {
			t.Fatalf("%s: %d pieces do not fit into the ring", frames[0].what, len(frames[0].pieces))
		}
		must(t, p.TX.Kick(t.Context()))
		for _, f := range frames[:n] {
			for _, want := range f.want {
				p.Arrives(t, f.what, want)
			}
		}
		must(t, p.TX.Reclaim(t.Context()))
		frames = frames[n:]
	}
}

// incoming is a frame that the far end sends, with the expected frame in guest
// memory.
type incoming struct {
	what        string
	frame, want []byte // want is nil for a frame that the controller must drop
	more        int    // bytes behind want that are not compared
}

// whole is a frame that arrives unchanged.
func whole(what string, frame []byte) incoming {
	return incoming{what: what, frame: frame, want: frame}
}

// receives has the far end send frames, as many at once as the ring has room for, and
// checks that each arrives, in order, except those to be dropped. It returns the
// received ones.
func (p Port) receives(t testing.TB, frames []incoming) []intelnic.Received {
	t.Helper()
	var all []intelnic.Received
	for len(frames) > 0 {
		n := 0
		for room := p.RX.Used(); n < len(frames); n++ {
			f := frames[n]
			if room -= p.RX.Descriptors(max(len(f.frame), ethernet.MinSize) + f.more); room < 0 {
				break
			}
			if err := p.Peer.Send(t.Context(), f.frame); err != nil {
				t.Fatalf("%s: %v", f.what, err)
			}
		}
		if n == 0 {
			t.Fatalf("%s: %d bytes do not fit into the ring", frames[0].what, len(frames[0].frame))
		}
		for _, f := range frames[:n] {
			if f.want != nil {
				all = append(all, p.take(t, f))
			}
		}
		must(t, p.RX.FillAll(t.Context()))
		frames = frames[n:]
	}
	return all
}

// take checks that the next frame in guest memory is the wanted one.
func (p Port) take(t testing.TB, f incoming) intelnic.Received {
	t.Helper()
	r, err := p.RX.Take(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", f.what, err)
	}
	if got, want := len(r.Data), len(f.want)+f.more; f.more != 0 && got != want {
		t.Fatalf("%s: %d bytes in guest memory, want %d", f.what, got, want)
	}
	if diff := differ(f.want, r.Data[:len(r.Data)-f.more]); diff != "" {
		t.Fatalf("%s: frame in guest memory mismatch (-want +got):\n%s", f.what, diff)
	}
	p.sound(t, f.what, r)
	return r
}

// sound checks what the descriptor says of a frame ([unsound]).
func (p Port) sound(t testing.TB, what string, r intelnic.Received) {
	t.Helper()
	if err := unsound(r); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// unsound returns an error if the descriptor of a frame says what it must not say of any that
// the tests send: there is no error but that of a checksum, and RSS has something to say of
// IP alone. The packet checksum is no wrong one; [ReceiveSum] checks that there is one.
func unsound(r intelnic.Received) error {
	ip := ethernet.EtherType(binary.BigEndian.Uint16(r.Data[12:]))
	switch {
	case r.Errors:
		return errors.New("an error is set in the descriptor")
	case r.Sum != 0 && r.Sum != ^checksum(r.Data):
		return fmt.Errorf("packet checksum %#04x, want %#04x, or 0 for none", r.Sum, ^checksum(r.Data))
	case r.Stray:
		return errors.New("bits are set beside the RSS type in the first word of the descriptor, want 0")
	case r.RSSType == intelnic.RSSNone && r.Queue != 0:
		return fmt.Errorf("queue %d without RSS, want 0", r.Queue)
	case r.RSSType != intelnic.RSSNone && ip != ethernet.IPv4 && ip != etherTypeIPv6:
		return fmt.Errorf("RSS type %d of a frame that is no IP, want none", r.RSSType)
	}
	return nil
}

// SendAll has the controller send frames unchanged.
func SendAll(t testing.TB, p Port, what string, frames [][]byte) {
	t.Helper()
	var list []outgoing
	for _, f := range frames {
		list = append(list, plain(what, f))
	}
	p.sends(t, list)
}

// ReceiveAll has the far end send frames, which arrive unchanged.
func ReceiveAll(t testing.TB, p Port, what string, frames [][]byte) {
	t.Helper()
	var list []incoming
	for _, f := range frames {
		list = append(list, whole(what, f))
	}
	p.receives(t, list)
}
