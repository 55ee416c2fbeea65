package nvme

import (
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// namespace is the identifier of the path's namespace.
const namespace = 1

// enabled enables the controller, calls use and disables it.
func enabled(t *run.T, d *nvme.Device, use func()) {
	t.Helper()
	t.Must(d.Enable(t.Context(), nvme.Setup{}))
	use()
	t.Must(d.Disable(t.Context()))
}

// withQueue creates a queue on an enabled controller, calls use with it and
// deletes it.
func withQueue(t *run.T, d *nvme.Device, s nvme.QueueSetup, use func(q *nvme.Queue)) {
	t.Helper()
	q, err := d.CreateQueue(t.Context(), s)
	t.Must(err)
	use(q)
	t.Must(q.Delete(t.Context()))
}

// withBuffer makes a buffer, calls use with it, and checks that nothing outside
// its data was written.
func withBuffer(t *run.T, d *nvme.Device, size int, l nvme.Layout, use func(b *nvme.Buffer)) {
	t.Helper()
	b, err := d.NewBuffer(t.Context(), size, l)
	t.Must(err)
	use(b)
	if _, err := b.Get(t.Context()); err != nil {
		t.Error(err)
	}
	t.Must(b.Free())
}

// refused does a command and checks that it fails with that code, or one of
// several.
func refused(t *run.T, q *nvme.Queue, what string, cmd nvme.Command, want nvme.Code) {
	t.Helper()
	_, err := q.Do(t.Context(), cmd)
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// quiet lets a little virtual time pass, in which nothing must happen.
func quiet(t *run.T, d *nvme.Device) {
	t.Helper()
	for range 3 {
		t.Must(d.Machine.Pass(t.Context(), 3*time.Millisecond))
	}
}
