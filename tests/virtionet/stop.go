package virtionet

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// stopAndGo sends frames to a stopped machine: its device leaves guest memory
// unchanged, and delivers them once the machine continues.
func stopAndGo(t *run.T, hw *virtio.Hardware) {
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	each(t, hw, peer, virtio.FeaturesOf(virtionet.FeatureMrgRxBuf), func(r *rig) {
		const n = 5
		r.Must(r.nic.Post(r.Context(), n+1, ethernet.MaxSize))
		before := frameTo(virtionet.MAC(), 80, 0xff)
		r.send(before)
		r.receive(before)

		r.command("stop")
		var want [][]byte
		for i := range n {
			frame := frameTo(virtionet.MAC(), 200+i, byte(i))
			r.send(frame)
			want = append(want, frame)
		}
		r.idle()
		r.command("cont")
		for _, frame := range want {
			r.receive(frame)
		}
	})
}

// idle gives QEMU's main loop enough turns to read frames from the socket, and
// checks that the device has used no buffer.
func (r *rig) idle() {
	r.Helper()
	for range 20 {
		type status struct {
			Running bool `json:"running"`
		}
		s, err := qmp.Execute[status](r.Context(), r.QEMU().QMP(), "query-status", qmp.NoArgs{})
		r.Must(err)
		if s.Running {
			r.Fatalf("%s: the machine still runs after stop", r.what)
		}
		used, found, err := r.nic.RX.Take(r.Context())
		r.Must(err)
		if found {
			r.Fatalf("%s: the device used %+v while the machine was stopped", r.what, used)
		}
	}
}

// command runs a QMP command without arguments.
func (r *rig) command(name string) {
	r.Helper()
	_, err := qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), name, qmp.NoArgs{})
	r.Must(err)
}
