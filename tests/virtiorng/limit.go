package virtiorng

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// limit requests more bytes than the device gives in a period. It finds a device that
// gives more, or gives them at another time.
func limit(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	dev, queues, err := hw.Start(t.Context(), transports[len(transports)-1], virtio.Features{}, 0)
	t.Must(err)
	t.Must(queues[0].SetInterrupts(t.Context(), false))
	m := &meter{T: t, queue: queues[0], requests: map[uint16]uint64{}}
	for _, tc := range []struct {
		name        string
		size        uint32 // of a request, in bytes
		each, given int    // requests a period, bytes of each
	}{
		{"as much as the limit", quota, 1, quota},
		{"half of the limit", quota / 2, 2, quota / 2},
		{"more than the limit", quota + 8, 1, quota},
	} {
		t.Step(tc.name, func() {
			const periods = 3
			m.submit(periods*tc.each, tc.size)
			// No period is under way: one begins now, and the device may have used up its bytes.
			n := m.take(tc.given, "at once")
			if n == 0 {
				m.pass(length)
			}
			m.ends(n, tc.each, tc.given, "in the first period")
			for range periods - 1 {
				m.pass(length - 1)
				m.ends(0, 0, 0, "before the period is over")
				m.pass(1)
				m.ends(0, tc.each, tc.given, "after the period")
			}
			m.pass(2 * length)
		})
	}
	t.Must(dev.Close(t.Context()))
}

// length is the period.
const length = period * time.Millisecond

// meter counts the requests that a device has done.
type meter struct {
	*run.T
	queue    *virtio.Queue
	requests map[uint16]uint64 // addresses of the bytes
}

func (m *meter) pass(d time.Duration) {
	m.Helper()
	_, err := m.queue.Device().Machine().Clock().ClockStep(m.Context(), d)
	m.Must(err)
}

// submit begins n requests for size bytes each.
func (m *meter) submit(n int, size uint32) {
	m.Helper()
	for range n {
		addr, err := m.queue.Device().Machine().Alloc.Alloc(uint64(size), 8)
		m.Must(err)
		head, err := m.queue.Add(virtio.Writable(addr, size))
		m.Must(err)
		m.requests[head] = addr
	}
	m.Must(m.queue.Kick(m.Context()))
}

// take takes the requests that are done, which must have given bytes each, and returns
// their number.
func (m *meter) take(given int, when string) (n int) {
	m.Helper()
	const settled = 4 // exchanges, after which the device has nothing left to do
	for range settled {
		for {
			used, found, err := m.queue.Take(m.Context())
			m.Must(err)
			if !found {
				break
			}
			if n++; used.Size != uint32(given) {
				m.Errorf("%s: a request got %d bytes, want %d", when, used.Size, given)
			}
			m.Must(m.queue.Device().Machine().Alloc.Free(m.requests[used.Head]))
			delete(m.requests, used.Head)
		}
	}
	return n
}

// ends checks that got and the requests that are done now are n, of given bytes each. The
// clock stands.
func (m *meter) ends(got, n, given int, when string) {
	m.Helper()
	const patience = 1000
	got += m.take(given, when)
	for i := 0; got < n && i < patience; i++ {
		got += m.take(given, when)
	}
	if got != n {
		m.Fatalf("%s: %d requests are done, want %d", when, got, n)
	}
}
