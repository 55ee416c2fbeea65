package virtio

import (
	"bytes"
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// cut is a way to make requests of other sizes than the sample's, or with other buffers.
type cut struct {
	name string
	// sizes are the sizes, or places, at which the sample of out and in bytes is cut.
	sizes func(out, in int) []int
	// buffers are those of the sample that is cut at n. The device reads at out, and may write
	// at in.
	buffers func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer
	allowed bool // by the rules for drivers: the device must answer as ever
}

// cuts are those that the tests make.
func cuts() []cut {
	whole := func(s virtio.Sample, out, in uint64, outSize, inSize int) (buffers []virtio.Buffer) {
		if outSize > 0 {
			buffers = append(buffers, virtio.Readable(out, uint32(outSize)))
		}
		if inSize > 0 {
			buffers = append(buffers, virtio.Writable(in, uint32(inSize)))
		}
		return buffers
	}
	return []cut{
		{
			name: "request in two buffers", allowed: true,
			sizes: func(out, _ int) []int { return places(1, out) },
			buffers: func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer {
				rest := whole(s, out+uint64(n), in, len(s.Out)-n, int(s.In))
				return append([]virtio.Buffer{virtio.Readable(out, uint32(n))}, rest...)
			},
		},
		{
			name: "room in two buffers", allowed: true,
			sizes: func(_, in int) []int { return places(1, in) },
			buffers: func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer {
				first := whole(s, out, in, len(s.Out), n)
				return append(first, virtio.Writable(in+uint64(n), s.In-uint32(n)))
			},
		},
		{
			name:  "request that ends early",
			sizes: func(out, _ int) []int { return places(1, out) },
			buffers: func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer {
				return whole(s, out, in, n, int(s.In))
			},
		},
		{
			name: "room that ends early",
			sizes: func(out, in int) []int {
				if out == 0 { // a chain has a buffer
					return places(1, in)
				}
				return places(0, in)
			},
			buffers: func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer {
				return whole(s, out, in, len(s.Out), n)
			},
		},
		{
			name:  "request and room that are longer",
			sizes: func(int, int) []int { return []int{1, 2, 3, 4, 7, 8, 15, longest} },
			buffers: func(s virtio.Sample, out, in uint64, n int) []virtio.Buffer {
				longer := func(size int) int {
					if size == 0 {
						return 0
					}
					return size + n
				}
				return whole(s, out, in, longer(len(s.Out)), longer(int(s.In)))
			},
		},
	}
}

// places returns the numbers from one to below the end, of many the first and the last ones.
func places(from, end int) (at []int) {
	const edge = 16
	for n := from; n < end; n++ {
		if n < from+edge || n >= end-edge {
			at = append(at, n)
		}
	}
	return at
}

// requestsCut hands the device its sample request in each cut: QEMU goes on, burns no time of
// the processor, and the device writes nowhere else, says that it needs a reset if it does, and
// works after one.
func requestsCut(t *run.T, hw *virtio.Hardware) {
	for _, transport := range formats(t, hw) {
		t.Step(ringName(transport), func() {
			for _, c := range cuts() {
				if transport.Legacy() && !c.allowed { // which could only be waited for
					continue
				}
				if sizes := c.sizes(len(hw.Model.Sample.Out), int(hw.Model.Sample.In)); len(sizes) > 0 {
					t.Step(c.name, func() { c.each(t, hw, transport, sizes) })
				}
			}
		})
	}
}

// each makes the requests of a cut, one after the other, and opens the device anew when it
// needs that. It reports the first request of each kind that the device does not serve well.
func (c cut) each(t *run.T, hw *virtio.Hardware, transport virtio.Transport, sizes []int) {
	t.Helper()
	before := processorTime(t)
	outcomes := map[outcome]int{}
	for len(sizes) > 0 {
		with(t, hw, transport, func(r *rig) {
			got := accepted
			for len(sizes) > 0 && got == accepted {
				var err error
				if got, err = c.try(r, sizes[0]); err != nil && outcomes[got] == 0 {
					t.Errorf("%v: %s, cut at %d: %s: %v", r.queue, c.name, sizes[0], got, err)
				}
				outcomes[got]++
				sizes = sizes[1:]
			}
		})
	}
	t.Logf("%s: %v", c.name, outcomes)
	notBusy(t, c.name, before)
	with(t, hw, transport, func(r *rig) { r.finish(r.queue.Add) })
}

// Memory of a request that is cut: the bytes that the device reads, and behind them a guard,
// room, and a guard again.
const (
	readable  = 512
	writable  = 2048
	requestAt = 64 // alignment, in bytes
	longest   = 16 // bytes more than the sample
)

// try makes one request and returns its outcome, with an error unless it is a right one.
func (c cut) try(r *rig, n int) (outcome, error) {
	r.Helper()
	m := r.dev.Machine()
	out, err := m.Alloc.Alloc(readable+guard+writable+guard, requestAt)
	r.Must(err)
	content := bytes.Repeat([]byte{pattern}, readable+guard+writable+guard)
	clear(content[:len(r.sample.Out)+longest])
	copy(content, r.sample.Out)
	r.Must(m.WriteMemory(r.Context(), out, content))
	buffers := c.buffers(r.sample, out, out+readable+guard, n)
	head, err := r.queue.Submit(r.Context(), buffers...)
	r.Must(err)
	got, err := r.serves(head)
	switch {
	case err != nil:
	case got == wedged:
		err = errors.New("the device does nothing any more, and does not ask for a reset")
	case got != accepted && c.allowed:
		err = errors.New("no rule forbids the request")
	}
	after := make([]byte, len(content))
	r.Must(m.ReadMemory(r.Context(), out, after))
	last := readable + guard // the end of the room that may be written
	if b := buffers[len(buffers)-1]; b.Writable {
		last = int(b.Addr-out) + int(b.Size)
	}
	if !bytes.Equal(after[:readable+guard], content[:readable+guard]) || !bytes.Equal(after[last:], content[last:]) {
		got, err = wroteElsewhere, errors.New("the device has written to memory that it must not write")
	}
	r.Must(m.Alloc.Free(out))
	return got, err
}

// serves waits until the device has used the chain, or needs a reset.
func (r *rig) serves(head uint16) (outcome, error) {
	r.Helper()
	var status virtio.Status
	used := 0
	r.Must(r.settle(func(ctx context.Context) (done bool, err error) {
		if status, err = r.dev.Status(ctx); err != nil {
			return false, err
		}
		used, err = r.queue.CountUsed(ctx)
		return used > 0 || status&virtio.StatusNeedsReset != 0, err
	}))
	switch {
	case status&virtio.StatusNeedsReset != 0:
		return needsReset, nil
	case used == 0:
		return wedged, nil
	}
	u, err := r.queue.Poll(r.Context())
	if errors.Is(err, virtio.ErrDevice) {
		return wrongLength, err
	}
	r.Must(err)
	if u.Head != head {
		r.Errorf("%v: got used chain %d, want %d", r.queue, u.Head, head)
	}
	return accepted, nil
}
