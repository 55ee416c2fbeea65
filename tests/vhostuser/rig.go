package vhostuser

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// rig is a started device and its back end.
type rig struct {
	*run.T
	device  *vhostdevice.Device
	dev     *virtio.Device
	queues  []*virtio.Queue // those that the back end serves
	server  *vhostuser.Server
	session *vhostuser.Session
	what    string // transport and features, for messages
}

// each runs check with the device opened by each of its transports in turn.
func each(t *run.T, d *vhostdevice.Device, server *vhostuser.Server, session *vhostuser.Session, features virtio.Features, check func(*rig)) {
	t.Helper()
	for _, transport := range d.TransportsT(t) {
		t.Step(transport.String(), func() {
			r := start(t, d, server, session, transport, features)
			check(r)
			t.Must(r.dev.Close(t.Context()))
		})
	}
}

// start starts the device by a transport, with those of the features that it offers.
func start(t *run.T, d *vhostdevice.Device, server *vhostuser.Server, session *vhostuser.Session, transport virtio.Transport, features virtio.Features) *rig {
	t.Helper()
	features = features.With(d.Kind.Features...)
	dev, queues, err := d.Start(t.Context(), transport, features, d.Kind.Served()...)
	t.Must(err)
	r := &rig{T: t, device: d, dev: dev, queues: queues, server: server, session: session}
	r.what = fmt.Sprintf("%v, %s", dev, dev.Features().Format(d.Model.Names))
	return r
}

// started waits until the back end may use all queues of the device, and compares what
// it was told with what the driver did.
func (r *rig) started() {
	r.Helper()
	state, err := r.session.Wait(r.Context(), "the queues to be enabled", func(s vhostuser.State) bool {
		for _, q := range r.queues {
			if s := s.Queues[q.Index()]; !s.Enabled || !s.HasKick || !s.HasCall {
				return false
			}
		}
		return true
	})
	r.Must(err)
	if got, want := state.Features&^r.device.Kind.Sets, r.accepted(); got != want {
		r.Errorf("%s: SET_FEATURES %v, want %v", r.what, got, want)
	}
	if !state.Owned || len(state.Regions) == 0 {
		r.Errorf("%s: owned: %t, regions %v, want an owner and guest memory", r.what, state.Owned, state.Regions)
	}
	for _, q := range r.queues {
		if s := state.Queues[q.Index()]; s.Size != q.Size() || s.Logged {
			r.Errorf("%s: queue %d: %d descriptors, logged: %t, want %d, not logged", r.what, q.Index(), s.Size, s.Logged, q.Size())
		}
	}
}

// accepted returns the features that the back end is to be told: of those that it
// offers, those that the driver has accepted. QEMU adds that of the protocol.
func (r *rig) accepted() vhostuser.Features {
	f := r.dev.Features()
	return r.device.Kind.Describe().Features&vhostuser.Features(uint64(f[1])<<32|uint64(f[0])) | vhostuser.FeatureProtocol
}
