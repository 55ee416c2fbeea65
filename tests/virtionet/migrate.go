package virtionet

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// migrateFrames moves the machine while the driver has received frames that it has not
// taken, with their interrupt, others wait to be sent, and filters and another address
// are set. It finds a device that loses one of them, its place in a ring or the
// negotiated features on the way.
func migrateFrames(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	moved(t, hw, second, control(virtionet.FeatureMAC, virtionet.FeatureMrgRxBuf, virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra,
		virtionet.FeatureCtrlVLAN, virtionet.FeatureCtrlMACAddr, virtio.FeatureEventIdx, virtio.FeatureIndirectDesc), func(r *rig, migrate func() error) {
		own := anotherAddress()
		r.setFilters(own)
		for i := range byte(3) {
			r.transmit(frameFrom(own, 100, i))
		}
		const room = 244 // in a receive buffer, for a frame
		header := r.nic.HeaderSize()
		r.Must(r.nic.Post(r.Context(), 8, room))
		taken, waiting, after := frameTo(own, room, 1), frameTo(own, 2*room+header, 2), frameTo(own, 3*room+2*header, 3)
		r.send(taken)
		r.receive(taken)
		r.send(waiting)
		r.Must(r.nic.RX.AwaitUsed(r.Context(), 2))

		const late = 3
		frame := frameFrom(own, 200, 7)
		r.Must(r.nic.TransmitAfter(r.Context(), late, frame, migrate))

		r.header(r.receive(waiting), 2)
		for range late {
			got, err := r.peer.Receive(r.Context())
			r.Must(err)
			r.compare("transmitted", frame, got)
		}
		r.transmit(frameFrom(own, 300, 8))
		r.send(after)
		r.header(r.receive(after), 3)
		r.filtered(own)
	})
}

// migrateLink moves the machine while the link is down. It finds a device that reports
// it as up afterwards, or not that it goes up.
func migrateLink(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	moved(t, hw, second, virtio.FeaturesOf(virtionet.FeatureStatus), func(r *rig, migrate func() error) {
		r.setLink(false)
		r.Must(r.nic.WaitConfigChange(r.Context()))

		r.Must(migrate())

		r.status("after the migration", 0)
		r.setLink(true)
		r.Must(r.nic.WaitConfigChange(r.Context()))
		r.status("once the link is up", virtionet.LinkUp)
		r.transmit(frameFrom(virtionet.MAC(), 300, 8))
	})
}

// moved runs check with the device opened by its last transport. The check calls migrate
// to move the machine.
func moved(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware], features virtio.Features, check func(r *rig, migrate func() error)) {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	transports := hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], peer, features, func(r *rig) {
		r.nic.NeedT(r, features)
		check(r, func() error {
			err := t.Env.Migrate(r.Context(), second.Env, nil)
			r.peer = afterwards{peer}
			return err
		})
	})
}

// afterwards is the far end of a device that QEMU has moved.
type afterwards struct{ *ethernet.Peer }

// Receive returns the next frame that the guest has sent.
func (a afterwards) Receive(ctx context.Context) ([]byte, error) { return a.ReceiveData(ctx) }

// vlan is the VLAN whose frames the device receives.
const vlan = 33

// setFilters has the device receive some frames, and not others.
func (r *rig) setFilters(own ethernet.MAC) {
	r.Helper()
	r.Must(r.nic.SetMAC(r.Context(), own))
	r.Must(r.nic.SetMACTable(r.Context(), []ethernet.MAC{stranger()}, []ethernet.MAC{group()}))
	r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANAdd, vlan))
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoBroadcast, true))
}

// filtered checks the filters that setFilters has set.
func (r *rig) filtered(own ethernet.MAC) {
	r.Helper()
	got, err := r.nic.MAC(r.Context())
	r.Must(err)
	if got != own {
		r.Errorf("%s: mac after the migration = %v, want %v", r.what, got, own)
	}
	r.filter("after the migration", own, map[ethernet.MAC]bool{
		virtionet.MAC(): false, stranger(): true, group(): true, anotherGroup(): false, ethernet.Broadcast(): false,
	})
	plain := ethernet.Frame{Dst: own, Src: station(), Type: ethernet.Experimental}
	r.Step("VLANs", func() {
		r.sift("VLANs after the migration", []ethernet.Frame{plain.Tagged(vlan - 1), plain.Tagged(vlan), plain}, []bool{false, true, true})
	})
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoBroadcast, false))
	r.filter("once a command has changed a filter", own, map[ethernet.MAC]bool{stranger(): true, ethernet.Broadcast(): true})
}
