package virtionet

import (
	"encoding/binary"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// announceSelf has QEMU announce the device's place to the network, as after a
// migration: by its own frame, and by a request to a driver that can send some.
func announceSelf(t *run.T, hw *virtio.Hardware) {
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	t.Step("frame of its own", func() {
		each(t, hw, peer, virtio.FeaturesOf(virtionet.FeatureMAC), func(r *rig) {
			r.announce()
			r.expectRARP()
		})
	})
	t.Step("frame of the driver", func() {
		each(t, hw, peer, control(virtionet.FeatureStatus, virtionet.FeatureGuestAnnounce), func(r *rig) {
			r.need(virtionet.FeatureStatus, virtionet.FeatureGuestAnnounce)
			for range 2 { // another request follows the acknowledgement
				r.announce()
				r.expectRARP()
				r.acknowledge()
			}
		})
	})
}

// announce requests one announcement.
func (r *rig) announce() {
	r.Helper()
	type arguments struct {
		Initial int `json:"initial"` // between rounds, in milliseconds
		Max     int `json:"max"`
		Step    int `json:"step"`
		Rounds  int `json:"rounds"`
	}
	_, err := qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "announce-self", arguments{Initial: 50, Max: 550, Step: 50, Rounds: 1})
	r.Must(err)
}

// expectRARP receives the announcement: a RARP request of the device for its own
// address (RFC 903), broadcast and padded to the shortest frame.
func (r *rig) expectRARP() {
	r.Helper()
	mac := virtionet.MAC()
	var request []byte
	for _, field := range []uint16{1 /* Ethernet */, uint16(ethernet.IPv4), 6<<8 | 4 /* lengths of addresses */, 3 /* request reverse */} {
		request = binary.BigEndian.AppendUint16(request, field)
	}
	noIP := make([]byte, 4)
	request = slices.Concat(request, mac[:], noIP, mac[:], noIP)
	frame := ethernet.Frame{Dst: ethernet.Broadcast(), Src: mac, Type: ethernet.RARP, Payload: request}.Bytes()
	frame = append(frame, make([]byte, ethernet.MinSize-len(frame))...)
	got, err := r.peer.Receive(r.Context())
	r.Must(err)
	r.compare("announced", frame, got)
}

// acknowledge reacts as a driver to a request to announce itself (section
// 5.1.6.5.4 "Gratuitous Packet Sending").
func (r *rig) acknowledge() {
	r.Helper()
	r.Must(r.nic.WaitConfigChange(r.Context()))
	r.status("with an announcement requested", virtionet.LinkUp|virtionet.Announce)
	r.Must(r.nic.Execute(r.Context(), virtionet.AnnounceAck, nil))
	r.status("after the announcement", virtionet.LinkUp)
}
