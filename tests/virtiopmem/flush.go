package virtiopmem

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiopmem"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-pmem-tests/flush", virtiopmem.Interface, flush, graph.Known(deviations()...))
}

// flush writes to the memory and flushes it: what was written is in the file.
func flush(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	for i, transport := range transports {
		t.Step(transport.String(), func() { flushed(t, hw, transport, byte(0x31+i)) })
	}
	t.Step("reset", func() { kept(t, hw, transports[len(transports)-1]) })
	t.Step("several requests", func() { several(t, hw, transports[len(transports)-1]) })
	t.Step("unknown requests", func() { unknown(t, hw, transports[len(transports)-1]) })
}

// pieces are the parts of the memory that the test writes: offset and size in bytes. They
// reach its both ends, and beyond a page.
var pieces = [][2]int{{0, 64}, {4096 - 17, 40}, {virtiopmem.Size - 64, 64}}

// flushed writes to the memory, flushes it, and compares the file (section 5.19.7.1
// "Device Requirements: Device Operation: Virtqueue flush").
func flushed(t *run.T, hw *virtio.Hardware, transport virtio.Transport, value byte) {
	dev, queues, err := hw.StartSmall(t.Context(), transport, virtio.Features{}, 16, virtiopmem.RequestQueue)
	t.Must(err)
	start := virtiopmem.ConfigStart.ReadT(t, dev.Config())
	if got := virtiopmem.ConfigSize.ReadT(t, dev.Config()); got != virtiopmem.Size || start == 0 {
		t.Fatalf("%v: memory of %#x bytes at %#x, want %#x bytes, not at 0", dev, got, start, virtiopmem.Size)
	}
	for _, p := range pieces {
		t.Must(dev.Machine().WriteMemory(t.Context(), start+uint64(p[0]), bytes.Repeat([]byte{value}, p[1])))
	}
	for range 2 {
		got, err := virtiopmem.Do(t.Context(), queues[0], virtiopmem.Flush)
		t.Must(err)
		if got != virtiopmem.OK {
			t.Errorf("%v: flush: result = %d, want %d", dev, got, virtiopmem.OK)
		}
	}
	content, err := os.ReadFile(file(t))
	t.Must(err)
	want := make([]byte, virtiopmem.Size)
	for _, p := range pieces {
		copy(want[p[0]:], bytes.Repeat([]byte{value}, p[1]))
	}
	if len(content) != len(want) {
		t.Fatalf("%v: the file has %d bytes, want %d", dev, len(content), len(want))
	}
	for i := range want {
		if content[i] != want[i] {
			t.Errorf("%v: byte %#x of the file is %#x, want %#x", dev, i, content[i], want[i])
			break
		}
	}
	t.Must(dev.Close(t.Context()))
}

// file returns the path of the file behind the memory.
func file(t *run.T) string {
	t.Helper()
	b, err := t.Env.Backend(virtiopmem.Memory)
	t.Must(err)
	return filepath.Join(t.Env.Dir, b.File)
}

// kept resets the device: the memory holds what was flushed.
func kept(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	const value = 0x5e
	flushed(t, hw, transport, value)
	dev, _, err := hw.StartSmall(t.Context(), transport, virtio.Features{}, 16, virtiopmem.RequestQueue)
	t.Must(err)
	start := virtiopmem.ConfigStart.ReadT(t, dev.Config())
	for _, p := range pieces {
		got := make([]byte, p[1])
		t.Must(dev.Machine().ReadMemory(t.Context(), start+uint64(p[0]), got))
		if !bytes.Equal(got, bytes.Repeat([]byte{value}, p[1])) {
			t.Errorf("%v: %d bytes at %#x after a reset = %x, want %#x each", dev, p[1], p[0], got, value)
		}
	}
	t.Must(dev.Close(t.Context()))
}

// several makes requests available and notifies the device once (section 2.7.13 "Supplying
// Buffers to The Device"). A thread of QEMU works on them.
func several(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	dev, queues, err := hw.StartSmall(t.Context(), transport, virtio.Features{}, 16, virtiopmem.RequestQueue)
	t.Must(err)
	const n, size, patience = 3, 4, 500 * time.Millisecond
	q, m := queues[0], dev.Machine()
	addr, err := m.AllocZeroed(t.Context(), (n+1)*size, 8) // flushes
	t.Must(err)
	for i := range uint64(n) {
		_, err := q.Add(virtio.Readable(addr, size), virtio.Writable(addr+(i+1)*size, size))
		t.Must(err)
	}
	t.Must(q.Kick(t.Context()))
	got := 0
	_, err = m.WaitUpTo(t.Context(), patience, "the use of all requests", func(ctx context.Context) (bool, error) {
		got, err = q.CountUsed(ctx)
		return got == n, err
	})
	t.Must(err)
	if got != n {
		t.Errorf("%v: %d of %d requests are used after one notification, want all", dev, got, n)
	}
	t.Must(dev.Close(t.Context()))
	t.Must(m.Alloc.Free(addr))
}

// unknown sends requests of other types. They fail, or end in a flush that does no harm;
// the device goes on.
func unknown(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	dev, queues, err := hw.StartSmall(t.Context(), transport, virtio.Features{}, 16, virtiopmem.RequestQueue)
	t.Must(err)
	for _, kind := range []uint32{1, 1 << 31, 1<<32 - 1} {
		got, err := virtiopmem.Do(t.Context(), queues[0], kind)
		t.Must(err)
		if got != virtiopmem.OK && got != virtiopmem.Failed {
			t.Errorf("%v: request of type %#x: result = %d, want %d or %d", dev, kind, got, virtiopmem.OK, virtiopmem.Failed)
		}
	}
	for range 8 { // more than the queue has descriptors for
		got, err := virtiopmem.Do(t.Context(), queues[0], virtiopmem.Flush)
		t.Must(err)
		if got != virtiopmem.OK {
			t.Errorf("%v: flush: result = %d, want %d", dev, got, virtiopmem.OK)
		}
	}
	changed, err := transport.ConfigInterrupt(t.Context())
	t.Must(err)
	if changed {
		t.Errorf("%v: the device reports a change of configuration space, which does not change", dev)
	}
	t.Must(dev.Close(t.Context()))
}
