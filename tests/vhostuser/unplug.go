package vhostuser

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// unplug plugs another device of the same kind in, removes it while the back end has
// its buffers, and plugs the next one into the same connection.
func unplug(t *run.T, d *vhostdevice.Device) {
	server, backend := attachSecond(t)
	session := reconnected(t, d, server, backend, nil)
	for i := range 2 {
		t.Step(fmt.Sprintf("plugged in, time %d", i+1), func() {
			again, device := plug(t, d, backend.ID)
			r := start(t, again, server, session, again.TransportsT(t)[0], virtio.Features{})
			r.started()
			for _, q := range r.queues {
				r.exchange(q, 0)
			}
			addr, err := r.dev.Machine().AllocZeroed(t.Context(), 64, 16)
			t.Must(err)
			_, err = r.queues[0].Submit(t.Context(), virtio.Writable(addr, 64))
			t.Must(err)
			held, err := session.Queue(int(r.queues[0].Index())).Next(t.Context())
			t.Must(err)
			t.Must(d.Function.Device().Bus().Unplug(t.Context(), device))
			r.stopped()
			if err := held.Use(); !errors.Is(err, vhostuser.ErrStopped) {
				t.Errorf("%s: the back end uses a buffer of a device that was removed: %v", r.what, err)
			}
			// Its driver cannot reset it any more.
			t.Must(r.dev.Machine().Alloc.Free(addr))
			t.Must(r.dev.Abandon())
		})
	}
}

// plug plugs in another device of the same kind, and returns it.
func plug(t *run.T, d *vhostdevice.Device, chardev string) (*vhostdevice.Device, *pci.Device) {
	t.Helper()
	device, err := d.Function.Device().Bus().Plug(t.Context(), hotplug.Device{Driver: d.Name, ID: "plugged", Props: d.Kind.Plugged(chardev)})
	t.Must(err)
	models := d.Kind.PCIModels()
	model := models[slices.IndexFunc(models, func(m virtiopci.Model) bool { return m.Name() == d.Name })]
	function, err := virtiopci.New(t.Context(), device, model)
	t.Must(err)
	return d.Kind.On(function.Virtio(), function), device
}
