package virtionet

import (
	"errors"
	"math"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// reconnect ends the back end while the driver uses the device. The link goes down
// until QEMU has connected to the next back end, which goes on with the same rings.
func reconnect(t *run.T, hw *virtio.Hardware) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	for _, features := range []virtio.Features{
		virtio.FeaturesOf(virtionet.FeatureStatus),
		virtio.FeaturesOf(virtionet.FeatureStatus, virtio.FeatureEventIdx, virtionet.FeatureMrgRxBuf),
	} {
		t.Step("lost, "+features.Format(hw.Model.Names), func() {
			each(t, hw, network, features, func(r *rig) { r.lose(network) })
		})
	}
}

// lose ends the connection with two receive buffers posted, one of which is used, and
// another in the back end's hands.
func (r *rig) lose(network *vhost.Network) {
	r.Helper()
	frames(r)
	r.Must(r.nic.Post(r.Context(), 3, ethernet.MaxSize))
	early := frameTo(virtionet.MAC(), 100, 1)
	r.send(early)
	r.receive(early)
	held, err := network.Session.Queue(virtionet.ReceiveQueue).Next(r.Context())
	r.Must(err)
	before := network.Session.State()

	network.Deny(math.MaxInt) // QEMU tries again soon, in real time
	network.Session.Close()
	if err := held.Use(); !errors.Is(err, vhostuser.ErrStopped) {
		r.Errorf("%s: the back end that has ended uses a chain: %v", r.what, err)
	}
	r.linkChange("without a back end", 0)
	r.Must(r.nic.Transmit(r.Context(), frameFrom(virtionet.MAC(), 200, 2))) // is dropped

	network.Deny(0)
	r.Must(network.Reconnected(r.Context()))
	r.linkChange("with another back end", virtionet.LinkUp)
	r.started(network.Session, 2)
	for i := range byte(2) { // to the buffers that were posted before
		late := frameTo(virtionet.MAC(), 300, 3+i)
		r.send(late)
		r.receive(late)
	}
	frames(r)
	if n := network.Waiting(0); n != 0 {
		r.Errorf("%s: %d frames too many were transmitted", r.what, n)
	}
	if after := network.Session.State(); after.Features != before.Features || len(after.Regions) != len(before.Regions) {
		r.Errorf("%s: the second back end was told of %v and %d regions, the first of %v and %d",
			r.what, after.Features, len(after.Regions), before.Features, len(before.Regions))
	}
}

// linkChange waits for the interrupts of changes of configuration until the status is the
// wanted one. An earlier change may have left an interrupt of its own.
func (r *rig) linkChange(when string, want virtionet.LinkStatus) {
	r.Helper()
	for {
		if err := r.nic.WaitConfigChange(r.Context()); err != nil {
			r.Fatalf("%s: status %s = %v, want %v: %v", r.what, when, virtionet.ConfigStatus.ReadT(r, r.nic.Config()), want, err)
		}
		if virtionet.ConfigStatus.ReadT(r, r.nic.Config()) == want {
			return
		}
	}
}

// earlyEnds ends the first connections at one message after the other.
func earlyEnds() vhostuser.Hook {
	var hooks []vhostuser.Hook
	for i, r := range beginning() {
		hooks = append(hooks, vhostuser.In(i, vhostuser.Drop(r)))
	}
	return vhostuser.Hooks(hooks...)
}

// beginning lists the messages with which QEMU begins.
func beginning() []vhostuser.Request {
	return []vhostuser.Request{
		vhostuser.GetFeatures, vhostuser.GetProtocolFeatures, vhostuser.SetProtocolFeatures, vhostuser.GetQueueNum,
		vhostuser.SetOwner, vhostuser.SetVringCall,
	}
}

// connectFail starts QEMU with back ends that end the connection at once, or at a
// message of the beginning. QEMU connects again until one stays.
func connectFail(t *run.T, hw *virtio.Hardware) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	t.Must(network.WaitDenied(t.Context(), 2))
	for _, r := range beginning() {
		t.Must(network.Session.WaitDone(t.Context()))
		if n := network.Session.State().Count(r); n == 0 {
			t.Errorf("a connection that is to end at %v ended earlier", r)
		}
		t.Must(network.Reconnected(t.Context()))
	}
	each(t, hw, network, virtio.FeaturesOf(virtionet.FeatureStatus), func(r *rig) {
		r.started(network.Session, 2)
		frames(r)
	})
}

// missing is a feature that the second back end does not have.
const missing = vhost.NetMrgRxBuf

// fewerFeatures lets the second connection offer fewer features than the first.
func fewerFeatures() vhostuser.Hook {
	return vhostuser.In(1, vhostuser.Answer(vhostuser.GetFeatures, uint64(vhost.NetworkFeatures()|vhostuser.FeatureProtocol)&^uint64(missing)))
}

// flagsMismatch connects a back end that lacks a feature which the driver has accepted.
// QEMU must not use it, and goes on with the next one.
func flagsMismatch(t *run.T, hw *virtio.Hardware) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	features := virtio.FeaturesOf(virtionet.FeatureStatus, virtionet.FeatureMrgRxBuf)
	with(t, hw, hw.TransportsT(t)[0], network, features, func(r *rig) {
		r.need(virtionet.FeatureStatus, virtionet.FeatureMrgRxBuf)
		frames(r)
		network.Deny(math.MaxInt) // QEMU tries again soon, in real time
		network.Session.Close()
		r.linkChange("without a back end", 0)
		network.Deny(0)
		r.Must(network.Reconnected(r.Context()))
		r.Must(network.Session.WaitDone(r.Context()))
		if s := network.Session.State(); s.Features&missing != 0 || s.Count(vhostuser.SetMemTable) != 0 {
			r.Errorf("%s: QEMU uses a back end without %v: SET_FEATURES %v", r.what, missing, s.Features)
		}
		r.Must(network.Reconnected(r.Context()))
		r.linkChange("with a back end that has all features", virtionet.LinkUp)
		r.started(network.Session, 2)
		frames(r)
	})
}
