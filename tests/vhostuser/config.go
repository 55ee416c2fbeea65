package vhostuser

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
	"github.com/qgraph/qgraph/qtest"
)

// configuration compares the device's configuration space with the back end's, writes
// what a driver may write, and changes it on the back end's side.
func configuration(t *run.T, d *vhostdevice.Device) {
	server, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	size := d.Kind.Config
	if size == 0 {
		t.Step("none of the back end's", func() {
			t.Must(t.QEMU().Sync(t.Context()))
			if n := session.State().Count(vhostuser.GetConfig); n != 0 {
				t.Errorf("%d requests of a configuration space that the back end does not offer", n)
			}
		})
		return
	}
	each(t, d, server, session, virtio.Features{}, func(r *rig) {
		r.started()
		r.sameConfig("at first")
		r.writeConfig()
		r.changeConfig()
	})
}

// sameConfig compares configuration space as the driver and as the back end has it.
func (r *rig) sameConfig(when string) {
	r.Helper()
	want := r.server.Config()[:r.device.Kind.ShownConfig(r.Env.Version())]
	got := make([]byte, len(want))
	r.Must(r.dev.ReadConfig(r.Context(), 0, got))
	own := r.device.Kind.Own
	for i := range want {
		if at := uint32(i); at >= own.Offset && at < own.Offset+own.Size {
			continue
		}
		if got[i] != want[i] {
			r.Errorf("%s: configuration space %s: byte %d = %#x, want the back end's %#x", r.what, when, i, got[i], want[i])
		}
	}
}

// writeConfig writes each byte that a driver may write.
func (r *rig) writeConfig() {
	r.Helper()
	writable := r.device.Kind.Writable
	for i := range writable.Size {
		value := byte(0xa0 + i)
		before := r.session.State().Count(vhostuser.SetConfig)
		r.Must(r.dev.Config().Store(r.Context(), qtest.Width8, uint64(writable.Offset+i), uint64(value)))
		state, err := r.session.Wait(r.Context(), "SET_CONFIG", func(s vhostuser.State) bool { return s.Count(vhostuser.SetConfig) > before })
		r.Must(err)
		message := state.Last(vhostuser.SetConfig)
		offset, flags := binary.NativeEndian.Uint32(message), binary.NativeEndian.Uint32(message[8:])
		if data := message[12:]; flags != 0 || offset > writable.Offset+i || int(writable.Offset+i-offset) >= len(data) || data[writable.Offset+i-offset] != value {
			r.Errorf("%s: SET_CONFIG after %#x was written to byte %d: offset %d, flags %#x, % x", r.what, value, writable.Offset+i, offset, flags, data)
		}
	}
	if writable.Size > 0 {
		r.sameConfig("after the driver has changed it")
	}
}

// changeConfig changes configuration space on the back end's side.
func (r *rig) changeConfig() {
	r.Helper()
	if !r.session.State().Channel {
		r.Errorf("%s: the back end has no channel for its requests", r.what)
		return
	}
	if r.device.Kind.Fixed {
		if err := r.session.ConfigChanged(r.Context()); err == nil {
			r.Errorf("%s: QEMU takes note of a changed configuration space", r.what)
		}
		return
	}
	changed := bytes.Repeat([]byte{0x5a}, r.device.Kind.Config)
	r.Must(r.server.SetConfig(0, changed))
	r.Must(r.session.ConfigChanged(r.Context()))
	r.Must(r.dev.WaitConfigChange(r.Context()))
	r.sameConfig("after the back end has changed it")
	r.Must(r.server.SetConfig(0, r.device.Kind.Describe().Config))
	r.Must(r.session.ConfigChanged(r.Context()))
	r.Must(r.dev.WaitConfigChange(r.Context()))
}
