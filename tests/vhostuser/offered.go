package vhostuser

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// offered accepts every feature that the device offers. QEMU must not set one that the
// back end does not offer.
func offered(t *run.T, d *vhostdevice.Device) {
	_, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	for _, transport := range d.TransportsT(t) {
		dev, err := d.Open(t.Context(), transport)
		t.Must(err)
		features, err := dev.Offered(t.Context())
		t.Must(err)
		t.Must(dev.Negotiate(t.Context(), features))
		t.Must(dev.Start(t.Context()))
		before := session.State().Count(vhostuser.SetFeatures)
		state, err := session.Wait(t.Context(), "SET_FEATURES", func(s vhostuser.State) bool {
			return s.Count(vhostuser.SetFeatures) > 0 && s.Count(vhostuser.SetFeatures) >= before
		})
		t.Must(err)
		if more := state.Features &^ (d.Kind.Describe().Features | vhostuser.FeatureProtocol); more != 0 {
			t.Errorf("%v: SET_FEATURES %v: the back end does not offer %v", dev, state.Features, more)
		}
		t.Must(dev.Close(t.Context()))
	}
}
