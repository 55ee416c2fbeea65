package vhostuser

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// lostInUse ends the back end while its driver uses the device.
func lostInUse(t *run.T, d *vhostdevice.Device) {
	server, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	r := start(t, d, server, session, d.TransportsT(t)[0], virtio.Features{})
	r.started()
	session.Close()
	t.Step("lost", r.survived)
}

// lostAt returns a test that ends the back end at a message of the start, or of the
// stop, of the device.
func lostAt(request vhostuser.Request) func(*run.T, *vhostdevice.Device) {
	return func(t *run.T, d *vhostdevice.Device) {
		server, session, err := d.Attach(t.Context(), t.Env)
		t.Must(err)
		session.Break(vhostuser.Drop(request))
		t.Step("lost", func() {
			start(t, d, server, session, d.TransportsT(t)[0], virtio.Features{}).survived()
		})
	}
}

// survived checks that QEMU and the machine live on without a back end: the monitor
// answers, and the driver can reset the device.
func (r *rig) survived() {
	r.Helper()
	r.Must(r.dev.Reset(r.Context()))
	r.Must(r.session.WaitDone(r.Context()))
	_, err := qmp.Execute[map[string]any](r.Context(), r.QEMU().QMP(), "query-status", qmp.Empty{})
	r.Must(err)
	_, err = r.dev.Status(r.Context())
	r.Must(err)
}

// startWithMessages checks that a device with MSI-X starts, with a vector for each event.
func startWithMessages(t *run.T, d *vhostdevice.Device) {
	_, _, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	hw := d.Function.Virtio()
	t.Step("start", func() {
		dev, _, err := hw.Start(t.Context(), hw.Transports[len(hw.Transports)-1], virtio.Features{}, d.Kind.Served()...)
		t.Must(err)
		t.Must(dev.Close(t.Context()))
	})
}
