package virtionet

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// rig is a started device with the other end of its link.
type rig struct {
	*run.T
	nic  *virtionet.NIC
	peer peer
	what string // transport and features, for messages
}

// peer is the other end of a link.
type peer interface {
	Send(ctx context.Context, frame []byte) error
	Receive(ctx context.Context) (frame []byte, err error)
}

// each runs check with the device opened by each of its transports in turn.
func each(t *run.T, hw *virtio.Hardware, peer peer, features virtio.Features, check func(*rig)) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() { with(t, hw, transport, peer, features, check) })
	}
}

// with runs check with the device opened by one of its transports, with those of
// the features that it offers.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, peer peer, features virtio.Features, check func(*rig)) {
	t.Helper()
	nic, err := virtionet.Open(t.Context(), hw, transport, features)
	t.Must(err)
	r := &rig{T: t, nic: nic, peer: peer}
	r.what = fmt.Sprintf("%v, %s", nic.Device, nic.Features().Format(hw.Model.Names))
	defer func() { t.Must(nic.Close(t.Context())) }() // the next check finds a device at rest
	check(r)
}

// need ends the test unless the features have been agreed on.
func (r *rig) need(features ...virtio.Feature) {
	r.Helper()
	r.nic.NeedT(r, virtio.FeaturesOf(features...))
}

// station is the address of the other end.
func station() ethernet.MAC { return ethernet.MAC{0x02, 0, 0, 0, 0, 0x01} }

// frameTo returns a frame of size bytes from the other end to dst. The payload
// depends on seed.
func frameTo(dst ethernet.MAC, size int, seed byte) []byte {
	return ethernet.Frame{
		Dst: dst, Src: station(), Type: ethernet.Experimental,
		Payload: ethernet.Pattern(size-ethernet.HeaderSize, seed),
	}.Bytes()
}

// frameFrom returns a frame of size bytes from the device to the other end.
func frameFrom(src ethernet.MAC, size int, seed byte) []byte {
	return ethernet.Frame{
		Dst: station(), Src: src, Type: ethernet.Experimental,
		Payload: ethernet.Pattern(size-ethernet.HeaderSize, seed),
	}.Bytes()
}

// send sends a frame from the other end.
func (r *rig) send(frame []byte) {
	r.Helper()
	r.Must(r.peer.Send(r.Context(), frame))
}

// transmit sends a frame from the device and compares it at the other end.
func (r *rig) transmit(frame []byte) {
	r.Helper()
	r.Must(r.nic.Transmit(r.Context(), frame))
	got, err := r.peer.Receive(r.Context())
	r.Must(err)
	r.compare("transmitted", frame, got)
}

// receive waits for the next packet and compares its frame.
func (r *rig) receive(want []byte) virtionet.Packet {
	r.Helper()
	p, err := r.nic.Receive(r.Context())
	r.Must(err)
	r.compare("received", want, p.Frame)
	return p
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
	part := func(b []byte) []byte { return b[min(i, len(b)):min(i+32, len(b))] }
	r.Errorf("%s: frame of %d bytes was %s as %d bytes, from byte %d on (-want +got):\n%s",
		r.what, len(want), how, len(got), i, cmp.Diff(part(want), part(got)))
}
