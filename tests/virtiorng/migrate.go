package virtiorng

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// The device of migrate gives no more than quota bytes in a period of milliseconds.
const (
	quota  = 16
	period = 100
)

// migrate moves the machine with one request done, one that waits for the next period,
// and one that the device has not been notified of. It finds a device that loses one of
// them, the interrupt, or its place in the ring on the way.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	transports := hw.TransportsT(t)
	dev, queues, err := hw.Start(t.Context(), transports[len(transports)-1], virtio.FeaturesOf(virtio.FeatureEventIdx), 0)
	t.Must(err)
	queue, memory := queues[0], dev.Machine()
	const requests = 4
	addr, err := memory.AllocZeroed(t.Context(), requests*quota, 8)
	t.Must(err)
	heads := map[uint16]uint64{} // the address of a request's bytes
	add := func() {
		t.Helper()
		at := addr + uint64(len(heads))*quota
		head, err := queue.Add(virtio.Writable(at, quota))
		t.Must(err)
		heads[head] = at
	}
	add()
	add()
	t.Must(queue.Kick(t.Context()))
	t.Must(queue.AwaitUsed(t.Context(), 1))
	done, err := queue.CountUsed(t.Context())
	t.Must(err)
	if done != 1 {
		t.Errorf("%v: %d requests are done in one period, want 1", dev, done)
	}
	add()
	t.Must(queue.Publish(t.Context()))

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	seen := [][]byte{make([]byte, quota)}
	collect := func(what string) {
		t.Helper()
		used, err := queue.Wait(t.Context())
		t.Must(err)
		got := make([]byte, quota)
		t.Must(memory.ReadMemory(t.Context(), heads[used.Head], got))
		if used.Size != quota {
			t.Errorf("%v: %s: got %d bytes, want %d", dev, what, used.Size, quota)
		}
		for _, other := range seen { // by chance once in 2^128 times
			if bytes.Equal(got, other) {
				t.Errorf("%v: %s: got %x, want random bytes", dev, what, got)
			}
		}
		seen = append(seen, got)
	}
	collect("request done before the migration")
	collect("request that waited for the next period")
	t.Must(queue.Notify(t.Context()))
	collect("request that waited for its notification")
	add()
	t.Must(queue.Kick(t.Context()))
	collect("request after the migration")
	t.Must(dev.Close(t.Context()))
	t.Must(memory.Alloc.Free(addr))
}
