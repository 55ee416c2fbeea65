package vhostuser

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// reset resets the device while the back end has buffers of each queue. The back end
// must let go of them, and the device works again afterwards.
func reset(t *run.T, d *vhostdevice.Device) {
	server, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	each(t, d, server, session, virtio.Features{}, func(r *rig) {
		r.started()
		addr, err := r.dev.Machine().AllocZeroed(r.Context(), 64, 16)
		r.Must(err)
		var held []*vhostuser.Chain
		for _, q := range r.queues {
			_, err := q.Submit(r.Context(), virtio.Writable(addr, 64))
			r.Must(err)
			c, err := session.Queue(int(q.Index())).Next(r.Context())
			r.Must(err)
			held = append(held, c)
		}
		r.Must(r.dev.Reset(r.Context()))
		r.stopped()
		for _, c := range held {
			if err := c.Write([]byte{1}); !errors.Is(err, vhostuser.ErrStopped) {
				r.Errorf("%s: the back end writes to a buffer of queue %d after the reset: %v", r.what, c.Queue().Index(), err)
			}
		}
		r.Must(r.dev.Machine().Alloc.Free(addr))
		again := start(t, d, server, session, r.dev.Transport(), virtio.Features{})
		again.started()
		for _, q := range again.queues {
			again.exchange(q, 0)
		}
		r.Must(again.dev.Reset(r.Context()))
	})
}
