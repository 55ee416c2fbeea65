package virtionet

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// sharedMemory passes frames through a back end that maps guest memory, by each
// transport and with each feature that affects the rings, and compares what the back
// end was told with what the driver did.
func sharedMemory(t *run.T, hw *virtio.Hardware) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	t.Step("memory", func() {
		with(t, hw, hw.TransportsT(t)[0], network, virtio.Features{}, func(r *rig) {
			r.started(network.Session, 2)
			r.memory(network.Session)
		})
	})
	for _, features := range []virtio.Features{
		{},
		virtio.FeaturesOf(virtio.FeatureAnyLayout),
		virtio.FeaturesOf(virtio.FeatureEventIdx),
		virtio.FeaturesOf(virtio.FeatureIndirectDesc),
		virtio.FeaturesOf(virtionet.FeatureMrgRxBuf),
		virtio.FeaturesOf(virtionet.FeatureMrgRxBuf, virtio.FeatureAnyLayout, virtio.FeatureEventIdx, virtio.FeatureIndirectDesc),
	} {
		t.Step("frames, "+features.Format(hw.Model.Names), func() {
			each(t, hw, network, features, func(r *rig) {
				r.started(network.Session, 2)
				frames(r)
			})
			stopped(t, network.Session)
		})
	}
	t.Step("mergeable buffers", func() { each(t, hw, network, virtio.FeaturesOf(virtionet.FeatureMrgRxBuf), merged) })
	t.Step("wrap around", func() {
		with(t, hw, hw.TransportsT(t)[0], network, virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureAnyLayout), wrap)
	})
	t.Step("no interrupts", func() { each(t, hw, network, virtio.Features{}, suppressed) })
}

// memory checks that the back end and the guest have the same memory at the same
// addresses.
func (r *rig) memory(s *vhostuser.Session) {
	r.Helper()
	const size = 3 * 4096
	m := r.nic.Machine()
	for i := range byte(3) {
		addr, err := m.Alloc.Alloc(size, 1)
		r.Must(err)
		want, got := ethernet.Pattern(size, i), make([]byte, size)
		r.Must(m.WriteMemory(r.Context(), addr, want))
		r.Must(r.QEMU().Sync(r.Context()))
		r.Must(s.ReadMemory(addr, got))
		if !bytes.Equal(got, want) {
			r.Errorf("%s: the back end does not have the guest's memory at %#x", r.what, addr)
		}
		want = ethernet.Pattern(size, 0x80+i)
		r.Must(s.WriteMemory(addr, want))
		r.Must(m.ReadMemory(r.Context(), addr, got))
		if !bytes.Equal(got, want) {
			r.Errorf("%s: the guest does not have the back end's memory at %#x", r.what, addr)
		}
		defer func() { r.Must(m.Alloc.Free(addr)) }()
	}
}

// started checks what the back end knows about a started device with that many
// queues: the features that the driver accepted, of those that the back end offers,
// and the queues as the driver set them up.
func (r *rig) started(s *vhostuser.Session, queues int) {
	r.Helper()
	state, err := s.Wait(r.Context(), "the queues to be enabled", func(s vhostuser.State) bool {
		for _, q := range s.Queues[:queues] {
			if !q.Enabled || !q.HasKick || !q.HasCall {
				return false
			}
		}
		return true
	})
	r.Must(err)
	accepted := r.nic.Features()
	want := vhostuser.FeatureProtocol | vhost.NetworkFeatures()&vhostuser.Features(uint64(accepted[1])<<32|uint64(accepted[0]))
	if state.Features != want {
		r.Errorf("%s: SET_FEATURES %v, want %v", r.what, state.Features, want)
	}
	if !state.Owned {
		r.Errorf("%s: no SET_OWNER", r.what)
	}
	for i, q := range state.Queues[:queues] {
		want := r.nic.RX.Size()
		if i%2 == 1 {
			want = r.nic.TX.Size()
		}
		if q.Size != want || q.Logged {
			r.Errorf("%s: queue %d: %d descriptors, logged: %t, want %d, not logged", r.what, i, q.Size, q.Logged, want)
		}
	}
}

// stopped checks that the back end may no longer use the queues of a device that was
// reset.
func stopped(t *run.T, s *vhostuser.Session) {
	t.Helper()
	for i, q := range s.State().Queues {
		if q.Started || q.HasKick {
			t.Errorf("queue %d after the reset: %s, want it stopped", i, fmt.Sprintf("%+v", q))
		}
	}
}
