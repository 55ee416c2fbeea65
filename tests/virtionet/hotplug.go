package virtionet

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// second is the backend of the second device.
var second = graph.NewHandle("second")

// hotPlug plugs in another device, uses both and unplugs it, twice.
func hotPlug(t *run.T, first *virtiopci.Function) {
	backend, err := t.Env.Backend(second)
	t.Must(err)
	firstPeer, err := ethernet.Attach(t.Env)
	t.Must(err)
	peer, err := ethernet.AttachTo(t.Env, second)
	t.Must(err)
	bus := first.Device().Bus()
	for i := range 2 {
		t.Step(fmt.Sprintf("plugged in, time %d", i+1), func() {
			device, err := bus.Plug(t.Context(), hotplug.Device{
				Driver: virtionet.PCIDriver.Name(),
				ID:     "plugged",
				Props:  []hotplug.Prop{hotplug.String("netdev", backend.ID), hotplug.String("mac", anotherAddress().String())},
			})
			t.Must(err)
			plugged, err := virtiopci.New(t.Context(), device, virtionet.PCIModel())
			t.Must(err)
			each(t, plugged.Virtio(), peer, virtio.FeaturesOf(virtionet.FeatureMAC), func(r *rig) {
				mac, err := r.nic.MAC(r.Context())
				r.Must(err)
				if want := anotherAddress(); mac != want {
					r.Errorf("%s: mac = %v, want %v", r.what, mac, want)
				}
				frames(r)
			})
			each(t, first.Virtio(), firstPeer, virtio.Features{}, frames)
			t.Must(bus.Unplug(t.Context(), device))
			present, err := device.Present(t.Context())
			t.Must(err)
			if present {
				t.Fatalf("%v still answers after it was unplugged", device)
			}
		})
	}
	t.Step("no control queue", func() { noControlQueue(t, bus, backend.ID) })
	t.Step("afterwards", func() { each(t, first.Virtio(), firstPeer, virtio.Features{}, frames) })
}

// noControlQueue plugs in a device without a control queue, which should not offer features whose
// commands go there (section 5.1.4.1 "Device Requirements: Device configuration layout").
func noControlQueue(t *run.T, bus *pci.Bus, netdev string) {
	t.Helper()
	device, err := bus.Plug(t.Context(), hotplug.Device{
		Driver: virtionet.PCIDriver.Name(),
		ID:     "quiet",
		Props: []hotplug.Prop{
			hotplug.String("netdev", netdev), hotplug.Bool("ctrl_vq", false), hotplug.Bool("hash", true), hotplug.Bool("ctrl_rx_extra", true),
		},
	})
	t.Must(err)
	f, err := virtiopci.New(t.Context(), device, virtionet.PCIModel())
	t.Must(err)
	hw := f.Virtio()
	dev, err := hw.Open(t.Context(), hw.ModernT(t))
	t.Must(err)
	offered, err := dev.Offered(t.Context())
	t.Must(err)
	t.Must(dev.Close(t.Context()))
	t.Must(bus.Unplug(t.Context(), device))
	if offered.Has(virtionet.FeatureCtrlVQ) {
		t.Errorf("%v: CTRL_VQ is offered, want it absent", dev)
	}
	for _, s := range []struct {
		name    string
		feature []virtio.Feature
	}{
		{"HASH_REPORT", []virtio.Feature{virtionet.FeatureHashReport}},
		{"CTRL_RX_EXTRA", []virtio.Feature{virtionet.FeatureCtrlRxExtra}},
		// Section 5.1.3.1 "Feature bit requirements".
		{"features that require the queue", []virtio.Feature{
			virtionet.FeatureCtrlRx, virtionet.FeatureCtrlVLAN, virtionet.FeatureGuestAnnounce, virtionet.FeatureMQ,
			virtionet.FeatureCtrlMACAddr, virtionet.FeatureRSS, virtionet.FeatureNotfCoal, virtionet.FeatureVQNotfCoal,
		}},
	} {
		t.Step(s.name, func() {
			if got := offered.And(virtio.FeaturesOf(s.feature...)); got != (virtio.Features{}) {
				t.Errorf("%v: %s is offered without CTRL_VQ", dev, got.Format(hw.Model.Names))
			}
		})
	}
}
