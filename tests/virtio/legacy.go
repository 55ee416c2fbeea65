package virtio

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// hasty uses the device by its legacy interface before DRIVER_OK, which a transitional device
// must support (section 3.1.2 "Legacy Interface: Device Initialization").
func hasty(t *run.T, hw *virtio.Hardware) {
	r := open(t, hw, hw.LegacyT(t))
	var err error
	r.queue, err = r.dev.Queue(t.Context(), r.sample.Queue)
	t.Must(err)
	_, err = r.queue.Submit(t.Context(), r.buffers(0)...)
	t.Must(err)
	used := 0
	t.Must(r.settle(func(ctx context.Context) (bool, error) {
		used, err = r.queue.CountUsed(ctx)
		return used > 0, err
	}))
	if used != 1 {
		t.Errorf("%v has used %d chains before DRIVER_OK, want 1", r.queue, used)
	}
	t.Must(r.dev.Close(t.Context()))
	t.Must(r.dev.Machine().Alloc.Free(r.addr))
}

// emptied turns interrupts off with NOTIFY_ON_EMPTY. The device must send one all the same
// when it has used the last buffer (section 6.3 "Legacy Interface: Reserved Feature Bits").
func emptied(t *run.T, hw *virtio.Hardware) {
	with(t, hw, hw.LegacyT(t), func(r *rig) {
		r.finish(r.queue.Add)
		t.Must(r.queue.SetInterrupts(t.Context(), false))
		r.poll(1)
		t.Must(r.dev.Machine().Wait(t.Context(), "the interrupt of an empty queue", func(ctx context.Context) (bool, error) {
			return r.dev.Transport().QueueInterrupt(ctx, r.queue.Index())
		}))
	}, virtio.FeatureNotifyOnEmpty)
}
