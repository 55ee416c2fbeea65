package vhostuser

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// second is the back end of a device that is plugged in.
var second = graph.NewHandle("second")

// secondBackend returns it. It becomes a device in the test.
func secondBackend() graph.Backend {
	return vhost.Socket(func() vhostuser.Device { return vhostuser.Device{Queues: []vhostuser.Handler{nil}} })
}

// fault is a way in which a back end breaks the protocol.
type fault struct {
	name   string
	hook   vhostuser.Hook
	config bool // only of a device that is plugged in with its configuration space read
}

// faults lists them.
func faults() []fault {
	list := []fault{}
	for _, r := range []vhostuser.Request{
		vhostuser.GetFeatures, vhostuser.GetProtocolFeatures, vhostuser.GetQueueNum, vhostuser.GetMaxMemSlots, vhostuser.SetVringCall,
	} {
		list = append(list, fault{name: fmt.Sprintf("connection lost at %v", r), hook: vhostuser.Drop(r)})
	}
	for _, r := range []vhostuser.Request{vhostuser.GetFeatures, vhostuser.GetProtocolFeatures, vhostuser.GetQueueNum, vhostuser.GetMaxMemSlots} {
		list = append(list,
			fault{name: fmt.Sprintf("reply to another message than %v", r), hook: vhostuser.Misname(r, vhostuser.GetStatus)},
			fault{name: fmt.Sprintf("reply to %v with too few bytes", r), hook: vhostuser.Payload(r, func(b []byte) []byte { return b[:len(b)-1] })},
			fault{name: fmt.Sprintf("reply to %v with too many bytes", r), hook: vhostuser.Payload(r, func(b []byte) []byte { return append(b, 0) })},
			fault{name: fmt.Sprintf("reply to %v of a huge size", r), hook: vhostuser.Missize(r, 1<<31)},
			fault{name: fmt.Sprintf("reply to %v that is no reply", r), hook: vhostuser.On(r, func(x *vhostuser.Exchange) { x.Reply.Flags &^= vhostuser.FlagReply })},
		)
	}
	return append(list,
		fault{name: "refusal", hook: vhostuser.Refuse(vhostuser.SetVringCall)},
		fault{name: "connection lost at GET_CONFIG", hook: vhostuser.Drop(vhostuser.GetConfig), config: true},
		fault{name: "short configuration", config: true,
			hook: vhostuser.Payload(vhostuser.GetConfig, func(b []byte) []byte { return b[:len(b)-1] })},
		fault{name: "refused configuration", config: true, hook: vhostuser.Payload(vhostuser.GetConfig, func([]byte) []byte { return nil })},
	)
}

// refusals plugs in devices whose back ends break the protocol in the beginning. QEMU
// must refuse each of them, and take the next one that is right.
func refusals(t *run.T, d *vhostdevice.Device) {
	server, backend := attachSecond(t)
	for _, f := range faults() {
		if f.config && !d.Kind.Early {
			continue
		}
		t.Step(f.name, func() {
			session := reconnected(t, d, server, backend, f.hook)
			_, err := d.Function.Device().Bus().Plug(t.Context(), hotplug.Device{Driver: d.Name, ID: "plugged", Props: d.Kind.Plugged(backend.ID)})
			var refusal *qmp.Error
			if !errors.As(err, &refusal) {
				t.Fatalf("device_add with a back end that breaks the protocol: %v, want a refusal", err)
			}
			t.Log(refusal.Desc)
			t.Must(session.Err())
		})
	}
	t.Step("no fault", func() {
		session := reconnected(t, d, server, backend, nil)
		again, device := plug(t, d, backend.ID)
		r := start(t, again, server, session, again.TransportsT(t)[0], virtio.Features{})
		r.started()
		for _, q := range r.queues {
			r.exchange(q, 0)
		}
		t.Must(r.dev.Close(t.Context()))
		t.Must(d.Function.Device().Bus().Unplug(t.Context(), device))
	})
}

// attachSecond returns the server of the second back end, to which QEMU is connected.
func attachSecond(t *run.T) (*vhostuser.Server, graph.BackendUse) {
	t.Helper()
	server, err := vhost.Attach(t.Env, second)
	t.Must(err)
	backend, err := t.Env.Backend(second)
	t.Must(err)
	_, err = server.Session(t.Context())
	t.Must(err)
	return server, backend
}

// reconnected gives QEMU a new connection to a back end of the device, with that hook.
func reconnected(t *run.T, d *vhostdevice.Device, server *vhostuser.Server, backend graph.BackendUse, hook vhostuser.Hook) *vhostuser.Session {
	t.Helper()
	device := d.Kind.Describe()
	device.Hook = hook
	t.Must(server.Become(device))
	before := server.Connections()
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "chardev-remove", qmp.Args{"id": backend.ID})
	t.Must(err)
	type address struct {
		Type string            `json:"type"`
		Data map[string]string `json:"data"`
	}
	_, err = qmp.Execute[map[string]any](t.Context(), t.QEMU().QMP(), "chardev-add", qmp.Args{
		"id": backend.ID,
		"backend": map[string]any{"type": "socket", "data": map[string]any{
			"server": false, "addr": address{"unix", map[string]string{"path": backend.Socket}},
		}},
	})
	t.Must(err)
	for {
		session, err := server.Session(t.Context())
		t.Must(err)
		if session.Index() >= before { // the others are of devices that were refused
			return session
		}
	}
}
