package virtioserial

import (
	"bytes"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
)

// rig is a started device with the far end of its port.
type rig struct {
	*run.T
	console *virtioserial.Console
	peer    *chardev.Peer
}

// each runs check with the device opened by each of its transports in turn, and the
// queues of the first two ports.
func each(t *run.T, hw *virtio.Hardware, peer *chardev.Peer, features virtio.Features, check func(*rig)) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() {
			with(t, hw, transport, peer, features, func(r *rig) {
				r.console.NeedT(t, features)
				check(r)
			})
		})
	}
}

// with runs check with the device opened by one of its transports, with those of the
// features that it offers.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, peer *chardev.Peer, features virtio.Features, check func(*rig)) {
	t.Helper()
	n := uint32(1)
	if features.Has(virtioserial.FeatureMultiport) {
		n = 2
	}
	console, err := virtioserial.Open(t.Context(), hw, transport, features, n)
	t.Must(err)
	check(&rig{T: t, console: console, peer: peer})
	t.Must(console.Close(t.Context()))
}

// pattern returns n bytes that depend on seed.
func pattern(n int, seed byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)*7 + byte(i>>8) + seed
	}
	return p
}

// bothWays sends bytes of several sizes through a port, one way and the other.
func (r *rig) bothWays(port *virtioserial.Port) {
	r.Helper()
	for i, n := range []int{1, 2, 63, 64, 1000, 5000} {
		out, in := pattern(n, byte(i)), pattern(n, byte(0x80+i))
		r.Must(port.Send(r.Context(), out))
		r.Must(port.Sent(r.Context(), 1))
		r.arrives(out)
		r.Must(r.peer.Send(r.Context(), in))
		r.receives(port, in)
	}
}

// arrives compares the bytes at the far end.
func (r *rig) arrives(want []byte) {
	r.Helper()
	got, err := r.peer.Receive(r.Context(), len(want))
	r.Must(err)
	r.compare("sent", want, got)
}

// receives compares the bytes that a port receives, in small buffers added one by
// one.
func (r *rig) receives(port *virtioserial.Port, want []byte) {
	r.Helper()
	var got []byte
	for len(got) < len(want) {
		r.Must(port.Post(r.Context(), 1, 700))
		p, err := port.Receive(r.Context())
		r.Must(err)
		if len(p) == 0 {
			r.Fatalf("%v: got an empty used receive buffer", r.console.Device)
		}
		got = append(got, p...)
	}
	r.compare("received", want, got)
}

func (r *rig) compare(how string, want, got []byte) {
	r.Helper()
	if bytes.Equal(want, got) {
		return
	}
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	r.Fatalf("%v: of %d bytes %s got %d, first difference at byte %d", r.console.Device, len(want), how, len(got), i)
}

// expect waits for a control message and compares it, except a terminator of its name
// ([nameOfPort]).
func (r *rig) expect(want virtioserial.Message) {
	r.Helper()
	got, err := r.console.Receive(r.Context())
	r.Must(err)
	got.Name = strings.TrimSuffix(got.Name, "\x00")
	if got != want {
		r.Fatalf("%v: got control message %v, want %v", r.console.Device, got, want)
	}
}

func (r *rig) send(port uint32, event virtioserial.Event, value uint16) {
	r.Helper()
	r.Must(r.console.Send(r.Context(), virtioserial.Message{Port: port, Event: event, Value: value}))
}
