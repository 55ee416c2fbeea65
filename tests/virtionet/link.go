package virtionet

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// link takes the link down and up again. Each change must interrupt and show in
// configuration space (section 5.1.4.1 "Device Requirements: Device configuration
// layout").
func link(r *rig) {
	r.need(virtionet.FeatureStatus)
	r.status("at first", virtionet.LinkUp)
	r.setLink(false)
	r.Must(r.nic.WaitConfigChange(r.Context()))
	r.status("of a link that is down", 0)
	r.setLink(true)
	r.Must(r.nic.WaitConfigChange(r.Context()))
	r.status("of a link that is up", virtionet.LinkUp)
	r.transmit(frameFrom(virtionet.MAC(), 64, 1))
}

// splitLost is lost by each transport with split rings, packedLost with packed ones.
func splitLost(t *run.T, hw *virtio.Hardware, peer peer) {
	for _, transport := range hw.TransportsT(t) {
		if !virtio.IsPacked(transport) {
			t.Step(transport.String(), func() { with(t, hw, transport, peer, virtio.Features{}, lost) })
		}
	}
}

func packedLost(t *run.T, hw *virtio.Hardware, peer peer) {
	with(t, hw, hw.PackedT(t), peer, virtio.Features{}, lost)
}

// lost sends a frame while the link is down, which the device drops, and one afterwards. It
// finds a device that stops to look at its queue and leaves notifications suppressed
// (section 2.8.10 "Driver and Device Event Suppression").
func lost(r *rig) {
	r.setLink(false)
	r.Must(r.nic.Transmit(r.Context(), frameFrom(virtionet.MAC(), 64, 0xff)))
	r.setLink(true)
	wanted, err := r.nic.TX.NotifyWanted(r.Context())
	r.Must(err)
	if !wanted {
		r.Errorf("%s: after a frame was dropped the device wants no notification of the next one, and has nothing to do", r.what)
		return
	}
	r.transmit(frameFrom(virtionet.MAC(), 64, 1))
}

// status compares the status in configuration space.
func (r *rig) status(when string, want virtionet.LinkStatus) {
	r.Helper()
	if got := virtionet.ConfigStatus.ReadT(r, r.nic.Config()); got != want {
		r.Errorf("%s: status %s = %v, want %v", r.what, when, got, want)
	}
}

// setLink sets the state of the link by its backend.
func (r *rig) setLink(up bool) {
	r.Helper()
	backend, err := r.Env.Backend(ethernet.Netdev)
	r.Must(err)
	type arguments struct {
		Name string `json:"name"`
		Up   bool   `json:"up"`
	}
	_, err = qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "set_link", arguments{backend.ID, up})
	r.Must(err)
}
