package virtionet

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
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
	t.Step("afterwards", func() { each(t, first.Virtio(), firstPeer, virtio.Features{}, frames) })
}
