package virtionet

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// pairs is the number of pairs of queues of a device with several.
const pairs = 3

// multiqueue passes frames on each pair of queues of a device that has several, as
// the driver turns them on and off.
func multiqueue(t *run.T, hw *virtio.Hardware) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	each(t, hw, network, control(virtionet.FeatureMQ), func(r *rig) {
		r.need(virtionet.FeatureMQ)
		if n := virtionet.ConfigMaxQueuePairs.ReadT(r, r.nic.Config()); n != pairs {
			r.Fatalf("%s: max_virtqueue_pairs = %d, want %d", r.what, n, pairs)
		}
		r.active(network, 1)
		for _, count := range []int{pairs, 2, 1, pairs} {
			r.Must(r.nic.SetPairs(r.Context(), count))
			r.active(network, count)
		}
		for _, count := range []int{0, pairs + 1} {
			if err := r.nic.SetPairs(r.Context(), count); err == nil {
				r.Errorf("%s: the device accepts %d pairs", r.what, count)
			}
		}
		r.active(network, pairs)
	})
}

// active checks that exactly that many pairs of queues are enabled, and passes frames
// on each of them.
func (r *rig) active(network *vhost.Network, count int) {
	r.Helper()
	_, err := network.Session.Wait(r.Context(), fmt.Sprintf("%d enabled pairs", count), func(s vhostuser.State) bool {
		for i, q := range s.Queues {
			if q.Enabled != (i < 2*count) {
				return false
			}
		}
		return true
	})
	r.Must(err)
	for i := range count {
		pair := r.nic.Pairs()[i]
		frame := frameFrom(virtionet.MAC(), 100+i, byte(i))
		r.Must(pair.Transmit(r.Context(), frame))
		got, err := network.ReceiveOn(r.Context(), i)
		r.Must(err)
		r.compare(fmt.Sprintf("transmitted on pair %d", i), frame, got)
		r.Must(pair.Post(r.Context(), 1, ethernet.MaxSize))
		frame = frameTo(virtionet.MAC(), 200+i, byte(0x80+i))
		r.Must(network.SendOn(r.Context(), i, frame))
		p, err := pair.Receive(r.Context())
		r.Must(err)
		r.compare(fmt.Sprintf("received on pair %d", i), frame, p.Frame)
	}
	for i := range pairs {
		if n := network.Waiting(i); n != 0 {
			r.Errorf("%s: %d frames too many on pair %d", r.what, n, i)
		}
	}
}
