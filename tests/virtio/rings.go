package virtio

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// rings uses a queue of the device in each way that the driver may choose, with split and
// with packed rings.
func rings(t *run.T, hw *virtio.Hardware) {
	for _, transport := range formats(t, hw) {
		t.Step(transport.String(), func() {
			t.Step("each descriptor", func() { sized(t, hw, transport, lapped(hw), lap) })
			t.Step("indirect tables", func() { with(t, hw, transport, tables, virtio.FeatureIndirectDesc) })
			t.Step("no interrupts", func() { with(t, hw, transport, silent) })
			t.Step("event index", func() { with(t, hw, transport, events, virtio.FeatureEventIdx) })
			t.Step("no interrupts with the event index", func() { with(t, hw, transport, silent, virtio.FeatureEventIdx) })
			t.Step("small queue", func() { small(t, hw, transport) })
		})
	}
	t.Step("event index at the end of a packed ring", func() { atEnd(t, hw, hw.PackedT(t)) })
	t.Step("reset of a queue", func() { resets(t, hw, hw.ModernT(t)) })
	t.Step("reset of a packed queue", func() { resets(t, hw, hw.PackedT(t)) })
	t.Step("write flag of packed descriptors", func() {
		if hw.Model.Sample.In == 0 {
			t.Skip("the device writes nothing")
		}
		with(t, hw, hw.PackedT(t), marked)
	})
}

// inOrder uses a queue with IN_ORDER, which is not among the 32 features of a legacy
// interface.
func inOrder(t *run.T, hw *virtio.Hardware) {
	for _, transport := range hw.TransportsT(t) {
		if transport.Legacy() {
			t.Step(transport.String()+" does not offer it", func() {
				offered, err := transport.DeviceFeatures(t.Context())
				t.Must(err)
				if offered.Has(virtio.FeatureInOrder) {
					t.Errorf("features of %v = %v", transport, offered)
				}
			})
		}
	}
	for _, transport := range formats(t, hw) {
		if transport.Legacy() {
			continue
		}
		t.Step(transport.String(), func() {
			t.Step("each descriptor", func() { with(t, hw, transport, ordered, virtio.FeatureInOrder) })
			t.Step("indirect tables", func() {
				with(t, hw, transport, tables, virtio.FeatureInOrder, virtio.FeatureIndirectDesc)
			})
		})
	}
}

// formats returns the last modern transport with split rings, and that with packed ones.
func formats(t *run.T, hw *virtio.Hardware) (formats []virtio.Transport) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		switch {
		case transport.Legacy():
		case virtio.IsPacked(transport) || len(formats) == 0:
			formats = append(formats, transport)
		default:
			formats[0] = transport
		}
	}
	if len(formats) == 0 {
		formats = hw.TransportsT(t)
	}
	return formats
}

// rig is a started device with the queue of its sample request.
type rig struct {
	*run.T
	dev    *virtio.Device
	queue  *virtio.Queue
	sample virtio.Sample
	addr   uint64  // of memory for samples
	laid   uint64  // bytes of a sample in memory
	length *uint32 // used length of the first sample
}

// samples is the largest number of sample requests under way.
const samples = 8

// with runs check with the started device, which must offer the features.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig), features ...virtio.Feature) {
	t.Helper()
	sized(t, hw, transport, 0, check, features...)
}

// sized is with for a queue of that size; 0 stands for the device's.
func sized(t *run.T, hw *virtio.Hardware, transport virtio.Transport, size uint16, check func(*rig), features ...virtio.Feature) {
	t.Helper()
	r := open(t, hw, transport, features...)
	var err error
	if size == 0 {
		r.queue, err = r.dev.Queue(t.Context(), r.sample.Queue)
	} else {
		r.queue, err = r.dev.QueueOf(t.Context(), r.sample.Queue, size)
	}
	t.Must(err)
	t.Must(r.dev.Start(t.Context()))
	check(r)
	t.Must(r.dev.Close(t.Context()))
	t.Must(r.dev.Machine().Alloc.Free(r.addr))
}

// open negotiates the features.
func open(t *run.T, hw *virtio.Hardware, transport virtio.Transport, features ...virtio.Feature) *rig {
	t.Helper()
	r := &rig{T: t, sample: hw.Model.Sample}
	var err error
	r.dev, err = hw.Open(t.Context(), transport)
	t.Must(err)
	features = append(features, r.sample.Needs...)
	t.Must(r.dev.Negotiate(t.Context(), virtio.FeaturesOf(features...)))
	r.dev.NeedT(t, virtio.FeaturesOf(features...))
	const align = 64
	r.laid = (uint64(len(r.sample.Out)) + uint64(r.sample.In) + align) &^ (align - 1)
	r.addr, err = r.dev.Machine().Alloc.Alloc(samples*r.laid, align)
	t.Must(err)
	for i := range uint64(samples) {
		if len(r.sample.Out) > 0 {
			t.Must(r.dev.Machine().WriteMemory(t.Context(), r.addr+i*r.laid, r.sample.Out))
		}
	}
	return r
}

// buffers are those of sample i.
func (r *rig) buffers(i int) (buffers []virtio.Buffer) {
	at := r.addr + uint64(i%samples)*r.laid
	if n := uint32(len(r.sample.Out)); n > 0 {
		buffers = append(buffers, virtio.Readable(at, n))
		at += uint64(n)
	}
	if r.sample.In > 0 {
		buffers = append(buffers, virtio.Writable(at, r.sample.In))
	}
	return buffers
}

// finish makes one request and waits for it by its interrupt.
func (r *rig) finish(add func(...virtio.Buffer) (uint16, error)) virtio.Used {
	r.Helper()
	head, err := add(r.buffers(0)...)
	r.Must(err)
	used, err := r.queue.Finish(r.Context(), head)
	r.Must(err)
	r.same(used)
	return used
}

// same checks that the device reports as many bytes as written as for the first sample.
func (r *rig) same(used virtio.Used) {
	r.Helper()
	if r.length == nil {
		r.length = &used.Size
	}
	if used.Size != *r.length {
		r.Errorf("%v: the device reports %d bytes as written, for the same request as with %d", r.queue, used.Size, *r.length)
	}
}

// poll makes n requests, one after the other, regardless of interrupts.
func (r *rig) poll(n int) {
	r.Helper()
	for range n {
		head, err := r.queue.Submit(r.Context(), r.buffers(0)...)
		r.Must(err)
		used, err := r.queue.Poll(r.Context())
		r.Must(err)
		if used.Head != head {
			r.Fatalf("%v: got used chain %d, want %d", r.queue, used.Head, head)
		}
		r.same(used)
	}
}

// lapped is the size of a queue that is soon used up.
func lapped(hw *virtio.Hardware) uint16 { return min(32, hw.Model.Queues[hw.Model.Sample.Queue].Size) }

// lap makes requests until each descriptor was used twice, in batches, and a batch that
// fills the queue. It finds a device that loses count where the ring begins anew (sections
// 2.7.6 "The Virtqueue Available Ring" and 2.8.1 "Driver and Device Ring Wrap Counters").
func lap(r *rig) {
	per := len(r.buffers(0))
	size := int(r.queue.Size())
	batch := r.most()
	for done := 0; done < 2*size+batch*per; done += batch * per {
		r.batch(batch)
	}
}

// most is the largest number of requests that the tests have under way.
func (r *rig) most() int {
	if r.sample.Single {
		return 1
	}
	return min(samples, int(r.queue.Size())/len(r.buffers(0)))
}

// batch makes n requests at once and takes all of them, in any order.
func (r *rig) batch(n int) {
	r.Helper()
	open := map[uint16]bool{}
	for i := range n {
		head, err := r.queue.Add(r.buffers(i)...)
		r.Must(err)
		open[head] = true
	}
	r.Must(r.queue.Kick(r.Context()))
	for range n {
		used, err := r.queue.Wait(r.Context())
		r.Must(err)
		if !open[used.Head] {
			r.Fatalf("%v: got used chain %d, want one of %v", r.queue, used.Head, open)
		}
		r.same(used)
		delete(open, used.Head)
	}
}

// ordered makes requests in batches, and takes them in the order in which they became
// available (sections 2.7.9 and 2.8.8 "In-order use of descriptors").
func ordered(r *rig) {
	batch := r.most()
	for range 4 {
		var want, got []uint16
		for i := range batch {
			head, err := r.queue.Add(r.buffers(i)...)
			r.Must(err)
			want = append(want, head)
		}
		r.Must(r.queue.Kick(r.Context()))
		for range want {
			used, err := r.queue.Wait(r.Context())
			r.Must(err)
			got = append(got, used.Head)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			r.Fatalf("%v: used chains %v, want %v", r.queue, got, want)
		}
	}
}

// tables makes requests by indirect tables and by chains in turns.
func tables(r *rig) {
	for i := range 2 * samples {
		if i%3 == 2 {
			r.finish(r.queue.Add)
		} else {
			r.finish(r.queue.AddIndirect)
		}
	}
}

// quiet is the time without an interrupt that counts as no interrupt.
const quiet = time.Millisecond

// silent turns interrupts off and on.
func silent(r *rig) {
	r.finish(r.queue.Add)
	r.Must(r.queue.SetInterrupts(r.Context(), false))
	r.poll(3)
	if err := r.dev.ExpectNoInterrupt(r.Context(), quiet); err != nil {
		r.Errorf("while interrupts are off: %v", err)
	}
	r.Must(r.queue.SetInterrupts(r.Context(), true))
	r.finish(r.queue.Add)
}

// events requests an interrupt of a later chain, several times around the ring.
func events(r *rig) {
	r.finish(r.queue.Add)
	for _, n := range []int{1, 2, 4, 3} { // none at the end of the smallest ring, of eight descriptors
		r.Must(r.queue.InterruptAfter(r.Context(), uint16(n)))
		r.poll(n - 1)
		if err := r.dev.ExpectNoInterrupt(r.Context(), quiet); err != nil {
			r.Errorf("before chain %d: %v", n, err)
		}
		r.poll(1)
		what := fmt.Sprintf("the interrupt of chain %d of %v", n, r.queue)
		r.Must(r.dev.Machine().Wait(r.Context(), what, func(ctx context.Context) (bool, error) {
			return r.dev.Transport().QueueInterrupt(ctx, r.queue.Index())
		}))
	}
	r.Must(r.queue.SetInterrupts(r.Context(), true))
	r.finish(r.queue.Add)
}

// atEnd requests an interrupt at the first descriptor of the next lap. It finds a device
// that compares offsets without the wrap counter (section 2.8.10 "Driver and Device Event
// Suppression").
func atEnd(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	const chains = 4 // that fill the ring
	per := 1
	if s := hw.Model.Sample; s.In > 0 && len(s.Out) > 0 {
		per = 2
	}
	sized(t, hw, transport, uint16(chains*per), func(r *rig) {
		r.finish(r.queue.Add)
		r.Must(r.queue.InterruptAfter(r.Context(), chains))
		r.poll(chains - 1)
		if err := r.dev.ExpectNoInterrupt(r.Context(), quiet); err != nil {
			r.Errorf("before the first descriptor is used again: %v", err)
			return
		}
		r.poll(1)
		r.Must(r.dev.Machine().Wait(r.Context(), "the interrupt of the first descriptor", func(ctx context.Context) (bool, error) {
			return r.dev.Transport().QueueInterrupt(ctx, r.queue.Index())
		}))
	}, virtio.FeatureEventIdx)
}

// small uses a queue with fewer descriptors than the device has: of a packed ring, a number
// that is no power of two.
func small(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	size := uint16(4)
	if virtio.IsPacked(transport) {
		size = 5
	}
	sized(t, hw, transport, size, func(r *rig) {
		for range 2 * int(size) {
			r.finish(r.queue.Add)
		}
	})
}

// resets resets the queue alone, before and after requests. The other parts of the device
// are as before (section 2.6.1.1.1 "Device Requirements: Virtqueue Reset").
func resets(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	with(t, hw, transport, func(r *rig) {
		for range 2 {
			r.finish(r.queue.Add)
			r.Must(r.queue.Stop(t.Context()))
			enabled, err := transport.QueueEnabled(t.Context(), r.queue.Index())
			t.Must(err)
			if enabled {
				t.Errorf("%v is enabled after its reset", r.queue)
			}
			t.Must(r.queue.Restart(t.Context()))
			r.finish(r.queue.Add)
		}
		resized(r)
		status, err := r.dev.Status(t.Context())
		t.Must(err)
		want := virtio.StatusAcknowledge | virtio.StatusDriver | virtio.StatusFeaturesOK | virtio.StatusDriverOK
		if status != want {
			t.Errorf("status after the reset of a queue = %v, want %v", status, want)
		}
	}, virtio.FeatureRingReset)
}

// resized resets the queue and starts it anew, each time with another size (section 2.6.1.2.1
// "Device Requirements: Virtqueue Re-enable"). It finds a device whose ring has the length of
// the time before.
func resized(r *rig) {
	all, few := r.queue.Size(), uint16(4)
	if r.queue.Raw().IsPacked() {
		few++ // no power of two
	}
	for _, size := range []uint16{few, all, few} {
		r.Must(r.queue.Stop(r.Context()))
		r.Must(r.queue.RestartOf(r.Context(), size))
		for range 2 * int(few) {
			r.finish(r.queue.Add)
		}
	}
}

// marked compares the flag WRITE of used descriptors with what the device wrote.
func marked(r *rig) {
	before := bytes.Repeat([]byte{0xa5}, int(r.sample.In))
	at := r.buffers(0)[len(r.buffers(0))-1].Addr
	r.Must(r.dev.Machine().WriteMemory(r.Context(), at, before))
	if used := r.finish(r.queue.Add); used.Unmarked {
		r.Errorf("%v: the device has written %d bytes, and the used descriptor has no flag WRITE", r.queue, used.Size)
	}
}
