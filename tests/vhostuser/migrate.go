package vhostuser

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// migrate moves the machine from one back end to another (QEMU's documentation,
// docs/interop/vhost-user, "Migration"), while each queue has a chain that the first back
// end has used and the driver has not seen, and another one that it has not taken. It finds
// a ring that does not go on where it was, a feature or memory that the second back end is
// not told of, and an interrupt that is lost. A device that QEMU does not migrate must be
// declared.
func migrate(t *run.T, d *vhostdevice.Device, second run.Instance[*vhostdevice.Device]) {
	server, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	transports := d.TransportsT(t)
	r := start(t, d, server, session, transports[len(transports)-1], virtio.Features{})
	r.started()
	for _, q := range r.queues {
		for round := range 3 {
			r.exchange(q, round)
		}
	}
	var used, waiting []chain
	for _, q := range r.queues {
		c := r.submit(q, 3)
		r.serve(c)
		used = append(used, c)
		if int(q.Size()) >= 2*(len(c.out)+len(c.in)) {
			waiting = append(waiting, r.submit(q, 4))
		}
	}

	if d.Kind.Unmigratable {
		migratesuite.Refused(t, "")
	} else if !t.Step("migration", func() { r.arrives(second) }) {
		for _, c := range append(used, waiting...) {
			t.Must(r.dev.Machine().Alloc.Free(c.addr))
		}
		t.Must(r.dev.Abandon())
		return
	}
	for _, c := range used {
		r.collect(c)
	}
	for _, c := range waiting {
		r.serve(c)
		r.collect(c)
	}
	for _, q := range r.queues {
		for round := range 3 {
			r.exchange(q, 5+round)
		}
	}
	t.Must(r.dev.Close(t.Context()))
}

// arrives moves the machine, and continues with its back end there.
func (r *rig) arrives(second run.Instance[*vhostdevice.Device]) {
	r.Helper()
	r.Must(r.Env.Migrate(r.Context(), second.Env, nil))
	var err error
	r.server, r.session, err = r.device.Attach(r.Context(), r.Env)
	r.Must(err)
	// QEMU waits for the reply to each region of memory that it adds.
	if r.session.State().Count(vhostuser.AddMemReg) == 0 {
		r.Fatalf("%s: the back end is not told of guest memory after the migration", r.what)
	}
	r.started()
}
