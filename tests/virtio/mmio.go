package virtio

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
)

// onMMIO holds a device of version 2 on MMIO to the statements about its queues' registers.
func onMMIO(t *run.T, hw *virtio.Hardware) {
	i, ok := virtiommio.Inspect(hw.ModernT(t))
	if !ok {
		return
	}
	if !hw.Model.Sample.Thread { // which would only be waited for
		t.Step("queue that is not ready", func() { ready(t, hw, i) })
	}
	t.Step("reset of a queue after a reset of the device", func() { settled(t, hw, i) })
}

// ready makes a request, and takes its queue away before the notification: the device must not
// look at it (section 4.2.2.1 "Device Requirements: MMIO Device Register Layout").
func ready(t *run.T, hw *virtio.Hardware, i virtiommio.Inspector) {
	with(t, hw, hw.ModernT(t), func(r *rig) {
		r.finish(r.queue.Add)
		_, err := r.queue.Add(r.buffers(0)...)
		t.Must(err)
		t.Must(r.queue.Publish(t.Context()))
		t.Must(i.SetReady(t.Context(), r.queue.Index(), false))
		enabled, err := r.dev.Transport().QueueEnabled(t.Context(), r.queue.Index())
		t.Must(err)
		if enabled {
			t.Errorf("QueueReady of %v = 1 after a write of 0", r.queue)
		}
		t.Must(r.queue.Notify(t.Context()))
		used := 0
		t.Must(r.settle(func(ctx context.Context) (bool, error) {
			used, err = r.queue.CountUsed(ctx)
			return used > 0, err
		}))
		if used != 0 {
			t.Errorf("%v has used %d chains while QueueReady is 0", r.queue, used)
		}
	})
}

// settled reads QueueReset after a reset of the device, of each queue.
func settled(t *run.T, hw *virtio.Hardware, i virtiommio.Inspector) {
	with(t, hw, hw.ModernT(t), func(r *rig) {
		r.finish(r.queue.Add)
		t.Must(r.dev.Transport().SetStatus(t.Context(), 0))
		for q := range hw.Model.Queues {
			resetting, err := i.Resetting(t.Context(), uint16(q))
			t.Must(err)
			if resetting {
				t.Errorf("QueueReset of queue %d of %s is not 0 after a reset", q, hw.Name)
			}
		}
	})
}
