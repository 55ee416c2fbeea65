package virtio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// rig is a fake device with an open driver.
type rig struct {
	fake    *virtiofake.Device
	memory  *qtestfake.Memory
	machine *guest.Machine
	dev     *virtio.Device
	queue   *virtio.Queue
}

// newRig returns a started device with one queue that echoes requests.
func newRig(t *testing.T, order binary.ByteOrder, o virtiofake.Options, understood ...virtio.Feature) *rig {
	t.Helper()
	memory := qtestfake.NewMemory()
	memory.SetBigEndian(order == binary.BigEndian)
	machine := guest.NewMachine(memory.Start(t), order, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	o.Features = virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureIndirectDesc, virtio.FeatureRingPacked,
		virtio.FeatureInOrder, virtio.FeatureNotificationData, virtio.FeatureRingReset)
	r := &rig{fake: virtiofake.NewDevice(memory, order, o), memory: memory, machine: machine}
	r.fake.Serve = func(_ uint16, r virtiofake.Request) []byte { return r.Out }
	hw := &virtio.Hardware{
		Name: "fake", Machine: machine, Transports: []virtio.Transport{r.fake},
		Model: virtio.Model{Queues: []virtio.QueueModel{{Name: "echo"}}},
	}
	ctx := t.Context()
	var err error
	if r.dev, err = hw.Open(ctx, r.fake); err != nil {
		t.Fatal(err)
	}
	if err := r.dev.Negotiate(ctx, virtio.FeaturesOf(understood...)); err != nil {
		t.Fatal(err)
	}
	if r.queue, err = r.dev.Queue(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if err := r.dev.Start(ctx); err != nil {
		t.Fatal(err)
	}
	return r
}

// alloc returns guest memory that holds p.
func (r *rig) alloc(t *testing.T, p []byte) uint64 {
	t.Helper()
	addr, err := r.machine.Alloc.Alloc(uint64(len(p)), 1)
	if err == nil {
		err = r.machine.WriteMemory(t.Context(), addr, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// TestQueueEcho sends requests of several buffers through each kind of queue,
// often enough for chains to extend over the end of its table.
func TestQueueEcho(t *testing.T) {
	const echoes = 20
	modern := virtiofake.Options{QueueSizes: []uint16{8}}
	legacy := virtiofake.Options{QueueSizes: []uint16{8}, Legacy: true}
	late := virtiofake.Options{QueueSizes: []uint16{8}, Deferred: true}
	odd := virtiofake.Options{QueueSizes: []uint16{7}}
	packed := func(more ...virtio.Feature) []virtio.Feature { return append(more, virtio.FeatureRingPacked) }
	for _, tc := range []struct {
		name       string
		order      binary.ByteOrder
		options    virtiofake.Options
		understood []virtio.Feature
		indirect   bool
	}{
		{"modern", binary.LittleEndian, modern, nil, false},
		{"modern, big-endian guest", binary.BigEndian, modern, nil, false},
		{"modern, EVENT_IDX", binary.LittleEndian, modern, []virtio.Feature{virtio.FeatureEventIdx}, false},
		{"modern, INDIRECT_DESC", binary.LittleEndian, modern, []virtio.Feature{virtio.FeatureIndirectDesc}, true},
		{"legacy", binary.LittleEndian, legacy, nil, false},
		{"legacy, big-endian guest", binary.BigEndian, legacy, []virtio.Feature{virtio.FeatureEventIdx, virtio.FeatureIndirectDesc}, true},
		{"deferred", binary.LittleEndian, late, nil, false},
		{"deferred, EVENT_IDX", binary.LittleEndian, late, []virtio.Feature{virtio.FeatureEventIdx}, false},
		{"IN_ORDER", binary.LittleEndian, modern, []virtio.Feature{virtio.FeatureInOrder}, false},
		{"NOTIFICATION_DATA", binary.LittleEndian, modern, []virtio.Feature{virtio.FeatureNotificationData}, false},
		{"packed", binary.LittleEndian, modern, packed(), false},
		{"packed, big-endian guest", binary.BigEndian, modern, packed(virtio.FeatureEventIdx), false},
		{"packed, EVENT_IDX", binary.LittleEndian, modern, packed(virtio.FeatureEventIdx), false},
		{"packed, INDIRECT_DESC", binary.LittleEndian, modern, packed(virtio.FeatureIndirectDesc), true},
		{"packed, a size that is no power of two", binary.LittleEndian, odd, packed(virtio.FeatureEventIdx), false},
		{"packed, deferred", binary.LittleEndian, late, packed(), false},
		{"packed, deferred, EVENT_IDX", binary.LittleEndian, late, packed(virtio.FeatureEventIdx), false},
		{"packed, IN_ORDER", binary.LittleEndian, odd, packed(virtio.FeatureInOrder), false},
		{"packed, NOTIFICATION_DATA", binary.LittleEndian, odd, packed(virtio.FeatureNotificationData), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, tc.order, tc.options, tc.understood...)
			ctx := t.Context()
			out := r.alloc(t, []byte("to be echoed"))
			in := r.alloc(t, make([]byte, 16))
			add := r.queue.Add
			if tc.indirect {
				add = r.queue.AddIndirect
			}
			for i := range echoes {
				head, err := add(virtio.Readable(out+uint64(i%4), 4), virtio.Readable(out+8, 4), virtio.Writable(in, 3), virtio.Writable(in+3, 13))
				if err != nil {
					t.Fatal(err)
				}
				if err := r.queue.Kick(ctx); err != nil {
					t.Fatal(err)
				}
				got, err := r.queue.Wait(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if want := (virtio.Used{Head: head, Size: 8}); got != want {
					t.Fatalf("round %d: used %v, want %v", i, got, want)
				}
				var reply [9]byte
				if err := r.machine.ReadMemory(ctx, in, reply[:]); err != nil {
					t.Fatal(err)
				}
				if want := "to be echoed"[i%4:][:4] + "hoed\x00"; string(reply[:]) != want {
					t.Fatalf("round %d: reply %q, want %q", i, reply, want)
				}
			}
			if r.fake.Notified != echoes || r.fake.Interrupts != echoes {
				t.Errorf("%d available and %d used buffer notifications, want %d each", r.fake.Notified, r.fake.Interrupts, echoes)
			}
			if err := r.dev.Close(ctx); err != nil {
				t.Fatal(err)
			}
			for _, addr := range []uint64{in, out} {
				if err := r.machine.Alloc.Free(addr); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.machine.Alloc.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestQueueIndicesWrap uses enough chains to wrap the 16-bit indices of the
// rings.
func TestQueueIndicesWrap(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
	}{
		{"flags", nil},
		{"EVENT_IDX", []virtio.Feature{virtio.FeatureEventIdx}},
		{"packed, EVENT_IDX", []virtio.Feature{virtio.FeatureRingPacked, virtio.FeatureEventIdx}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{1024}}, tc.understood...)
			ctx := t.Context()
			buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
			const batch = 1000
			batches := 0
			for ; batches*batch <= 1<<16+batch; batches++ {
				var want, got []uint16
				for range batch {
					head, err := r.queue.Add(buf)
					if err != nil {
						t.Fatal(err)
					}
					want = append(want, head)
				}
				if err := r.queue.Kick(ctx); err != nil {
					t.Fatal(err)
				}
				for range batch {
					u, err := r.queue.Wait(ctx)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, u.Head)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("batch %d: used chains mismatch (-want +got):\n%s", batches, diff)
				}
			}
			if r.fake.Notified != batches || r.fake.Interrupts != batches {
				t.Errorf("%d available and %d used buffer notifications, want %d each", r.fake.Notified, r.fake.Interrupts, batches)
			}
		})
	}
}

func TestQueueBatch(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
		first      int // chains before the batch
		want       int // writes of the batch
	}{
		{"one stretch", nil, 0, 2}, // the descriptors and the available ring, and its idx
		{"over the end of table and ring", nil, 6, 2},
		{"packed", []virtio.Feature{virtio.FeatureRingPacked}, 0, 2}, // the descriptors, and the flags of the first
		{"packed, over the end of the ring", []virtio.Feature{virtio.FeatureRingPacked}, 6, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}}, tc.understood...)
			ctx := t.Context()
			buf := r.alloc(t, []byte("x"))
			for range tc.first {
				if _, err := r.queue.Submit(ctx, virtio.Readable(buf, 1)); err != nil {
					t.Fatal(err)
				}
				if _, err := r.queue.Wait(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.memory.Sync(ctx); err != nil {
				t.Fatal(err)
			}
			before := len(r.memory.Requests())
			var heads []uint16
			for range 4 {
				head, err := r.queue.Add(virtio.Readable(buf, 1))
				if err != nil {
					t.Fatal(err)
				}
				heads = append(heads, head)
			}
			if err := r.queue.Kick(ctx); err != nil {
				t.Fatal(err)
			}
			writes := 0
			for _, request := range r.memory.Requests()[before:] {
				if strings.Contains(request, "write") {
					writes++
				}
			}
			if writes != tc.want {
				t.Errorf("%d writes, want %d: %q", writes, tc.want, r.memory.Requests()[before:])
			}
			var used []uint16
			for range heads {
				u, err := r.queue.Wait(ctx) // the first takes the interrupt of all
				if err != nil {
					t.Fatal(err)
				}
				used = append(used, u.Head)
			}
			if diff := cmp.Diff(heads, used); diff != "" {
				t.Errorf("used chains mismatch (-want +got):\n%s", diff)
			}
			if _, found, err := r.queue.Take(ctx); found || err != nil {
				t.Errorf("Take() of an empty ring = %v, %v", found, err)
			}
		})
	}
}

// TestQueueOutOfOrder fills a queue, gets its chains back in another order, and
// reuses the free descriptors.
func TestQueueOutOfOrder(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}})
	buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
	if _, err := r.queue.Add(slices.Repeat([]virtio.Buffer{buf}, 9)...); !errors.Is(err, virtio.ErrQueueFull) {
		t.Errorf("Add of 9 buffers to 8 descriptors = %v", err)
	}
	for _, n := range []int{3, 1, 4} {
		if _, err := r.queue.Add(slices.Repeat([]virtio.Buffer{buf}, n)...); err != nil {
			t.Fatal(err)
		}
	}
	_, err := r.queue.Add(buf)
	if !errors.Is(err, virtio.ErrQueueFull) {
		t.Errorf("Add to a full queue = %v", err)
	}
	const want = "virtio: add to queue echo of fake (modern fake): not enough free descriptors: need 1, have 0 of 8"
	if err.Error() != want {
		t.Errorf("Add to a full queue = %q, want %q", err, want)
	}
}

// TestFinish checks that Finish does not accept another chain.
func TestFinish(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}, Deferred: true})
	buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
	head, err := r.queue.Add(buf)
	if err != nil {
		t.Fatal(err)
	}
	if used, err := r.queue.Finish(t.Context(), head); err != nil || used != (virtio.Used{Head: head}) {
		t.Errorf("Finish() = %v, %v", used, err)
	}
	if _, err := r.queue.Submit(t.Context(), buf); err != nil {
		t.Fatal(err)
	}
	if head, err = r.queue.Add(buf); err != nil {
		t.Fatal(err)
	}
	const want = "got used chain 1, want chain 2"
	if _, err := r.queue.Finish(t.Context(), head); !errors.Is(err, virtio.ErrDevice) || !strings.Contains(err.Error(), want) {
		t.Errorf("Finish() = %v, want something with %q", err, want)
	}
}

func TestQueueFraming(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}})
	for _, add := range []func(...virtio.Buffer) (uint16, error){r.queue.Add, r.queue.AddIndirect} {
		if _, err := add(virtio.Writable(0x4000_0000, 1), virtio.Readable(0x4000_0000, 1)); !errors.Is(err, virtio.ErrFraming) {
			t.Errorf("Add of writable before readable = %v", err)
		}
		if _, err := add(); !errors.Is(err, virtio.ErrFraming) {
			t.Errorf("Add of nothing = %v", err)
		}
	}
}

func TestNotificationSuppression(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
		want       int
	}{
		{"NO_NOTIFY", nil, 0},
		{"EVENT_IDX ignores the flag", []virtio.Feature{virtio.FeatureEventIdx}, 1},
		{"packed", []virtio.Feature{virtio.FeatureRingPacked}, 0},
		{"packed, EVENT_IDX", []virtio.Feature{virtio.FeatureRingPacked, virtio.FeatureEventIdx}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}, Deferred: true}, tc.understood...)
			if err := r.memory.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			if r.dev.Has(virtio.FeatureRingPacked) {
				r.fake.SuppressPacked(0, true)
			} else {
				r.fake.Suppress(0, true)
			}
			if _, found, err := r.queue.Take(t.Context()); found || err != nil { // so that the driver reads it
				t.Fatalf("Take() of an empty ring = %v, %v", found, err)
			}
			buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
			// avail_event is 0 until the device serves the queue: it requests a
			// notification of the first chain only.
			for range 3 {
				if _, err := r.queue.Submit(t.Context(), buf); err != nil {
					t.Fatal(err)
				}
			}
			if r.fake.Notified != tc.want {
				t.Errorf("%d notifications, want %d", r.fake.Notified, tc.want)
			}
		})
	}
}

func TestInterruptSuppression(t *testing.T) {
	eventIdx := []virtio.Feature{virtio.FeatureEventIdx}
	packed := []virtio.Feature{virtio.FeatureRingPacked}
	packedEventIdx := []virtio.Feature{virtio.FeatureRingPacked, virtio.FeatureEventIdx}
	one := func(ctx context.Context, q *virtio.Queue) error { // so that the length of a chain is known
		if _, err := q.Submit(ctx, virtio.Readable(0x10_8000, 1)); err != nil {
			return err
		}
		_, err := q.Poll(ctx)
		return err
	}
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
		set        func(context.Context, *virtio.Queue) error
		want       []int // interrupts so far, after each of five chains
	}{
		{"wanted", nil, func(ctx context.Context, q *virtio.Queue) error { return q.SetInterrupts(ctx, true) }, []int{1, 2, 3, 4, 5}},
		{"flag", nil, func(ctx context.Context, q *virtio.Queue) error { return q.SetInterrupts(ctx, false) }, []int{0, 0, 0, 0, 0}},
		{"EVENT_IDX, none", eventIdx, func(ctx context.Context, q *virtio.Queue) error { return q.SetInterrupts(ctx, false) }, []int{0, 0, 0, 0, 0}},
		{"EVENT_IDX, after 3", eventIdx, func(ctx context.Context, q *virtio.Queue) error { return q.InterruptAfter(ctx, 3) }, []int{0, 0, 1, 1, 1}},
		{"packed, flag", packed, func(ctx context.Context, q *virtio.Queue) error { return q.SetInterrupts(ctx, false) }, []int{0, 0, 0, 0, 0}},
		{"packed, EVENT_IDX, none", packedEventIdx, func(ctx context.Context, q *virtio.Queue) error { return q.SetInterrupts(ctx, false) }, []int{0, 0, 0, 0, 0}},
		{"packed, EVENT_IDX, after 3", packedEventIdx, func(ctx context.Context, q *virtio.Queue) error {
			return errors.Join(q.SetInterrupts(ctx, false), one(ctx, q), q.InterruptAfter(ctx, 3))
		}, []int{0, 0, 1, 1, 1}},
		{"packed, EVENT_IDX, each", packedEventIdx, func(ctx context.Context, q *virtio.Queue) error {
			return errors.Join(q.SetInterrupts(ctx, false), q.SetInterrupts(ctx, true))
		}, []int{1, 2, 3, 4, 5}},
		{"EVENT_IDX, each", eventIdx, func(ctx context.Context, q *virtio.Queue) error {
			return errors.Join(q.SetInterrupts(ctx, false), q.SetInterrupts(ctx, true))
		}, []int{1, 2, 3, 4, 5}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}}, tc.understood...)
			ctx := t.Context()
			if err := tc.set(ctx, r.queue); err != nil {
				t.Fatal(err)
			}
			buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
			var got []int
			for range tc.want {
				if _, err := r.queue.Submit(ctx, buf); err != nil {
					t.Fatal(err)
				}
				if _, err := r.queue.Poll(ctx); err != nil {
					t.Fatal(err)
				}
				got = append(got, r.fake.Interrupts)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("interrupts mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUsedBeforeAskedFor uses a chain after the used ring was read and before the
// next interrupt is requested. The device sends none for that chain: the queue must
// read the ring again, and still get an interrupt for the next chain.
func TestUsedBeforeAskedFor(t *testing.T) {
	t.Run("split", func(t *testing.T) { usedBeforeAskedFor(t, virtio.FeatureEventIdx) })
	t.Run("packed", func(t *testing.T) { usedBeforeAskedFor(t, virtio.FeatureEventIdx, virtio.FeatureRingPacked) })
}

func usedBeforeAskedFor(t *testing.T, understood ...virtio.Feature) {
	t.Helper()
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}}, understood...)
	ctx := t.Context()
	buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
	submit := func() uint16 {
		t.Helper()
		head, err := r.queue.Submit(ctx, buf)
		if err != nil {
			t.Fatal(err)
		}
		return head
	}
	wait := func(want uint16) {
		t.Helper()
		u, err := r.queue.Wait(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if u.Head != want {
			t.Fatalf("Wait() = %v, want head %d", u, want)
		}
	}
	serve := func() {
		t.Helper()
		if _, err := r.machine.Clock().ClockStep(ctx, time.Microsecond); err != nil {
			t.Fatal(err)
		}
	}
	wait(submit())

	r.fake.Deferred = true
	first := submit()
	serve()
	second := submit()
	wait(first)
	serve() // the second, without an interrupt: only that of the first was requested
	r.fake.Deferred = false
	before := r.fake.Interrupts
	third := submit()
	wait(second)
	wait(third)
	if got := r.fake.Interrupts - before; got != 1 {
		t.Errorf("%d interrupts after the second chain, want 1, for the third", got)
	}
}

func TestInterruptAfterNeedsEventIdx(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}})
	if err := r.queue.InterruptAfter(t.Context(), 1); err == nil {
		t.Error("InterruptAfter without EVENT_IDX succeeded")
	}
}

func TestWaitWithoutInterrupts(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}})
	if err := r.queue.SetInterrupts(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := r.queue.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "interrupts are off") {
		t.Errorf("Wait() = %v", err)
	}
}

func TestExpectNoInterrupt(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}, Deferred: true})
	ctx := t.Context()
	if err := r.dev.ExpectNoInterrupt(ctx, time.Millisecond); err != nil {
		t.Errorf("ExpectNoInterrupt of an idle device = %v", err)
	}
	if _, err := r.queue.Submit(ctx, virtio.Readable(r.alloc(t, []byte("x")), 1)); err != nil {
		t.Fatal(err)
	}
	if err := r.dev.ExpectNoInterrupt(ctx, time.Millisecond); err == nil || !strings.Contains(err.Error(), "got one for queue 0") {
		t.Errorf("ExpectNoInterrupt of a busy device = %v", err)
	}
	r.fake.ConfigRaised = true
	if err := r.dev.ExpectNoInterrupt(ctx, time.Millisecond); err == nil || !strings.Contains(err.Error(), "change of the configuration") {
		t.Errorf("ExpectNoInterrupt with a configuration change = %v", err)
	}
}

// TestDeviceFaults checks that violations of the specification are detected.
func TestDeviceFaults(t *testing.T) {
	for _, tc := range []struct {
		name   string
		faults virtiofake.Faults
		want   string // of Wait's error
		packed bool
	}{
		{"packed, dropped interrupt", virtiofake.Faults{DropInterrupt: true}, "without an interrupt", true},
		{"packed, used length off by one", virtiofake.Faults{Extra: 1}, "got 5 bytes written to chain 0, want at most 4", true},
		{"packed, wrong chain", virtiofake.Faults{WrongHead: true}, "got used chain 1, which the device does not have", true},
		{"dropped interrupt", virtiofake.Faults{DropInterrupt: true}, "without an interrupt (the device's status is ACKNOWLEDGE|DRIVER|DRIVER_OK|FEATURES_OK)", false},
		{"used length off by one", virtiofake.Faults{Extra: 1}, "got 5 bytes written to chain 0, want at most 4", false},
		{"wrong chain", virtiofake.Faults{WrongHead: true}, "got used chain 1, which the device does not have", false},
		{"used idx off by one", virtiofake.Faults{SkipIdx: true}, "idx went from 0 to 2 with 1 chains in use", false},
		{"element beside the used one", virtiofake.Faults{Beside: true}, "element 1 of the used ring went from 00 00 00 00 00 00 00 00 to ff 00", false},
		{"unknown flag", virtiofake.Faults{Flag: 2}, "flags of the used ring = 0x2", false},
		{"packed, descriptor beside the used one", virtiofake.Faults{Beside: true}, "at 0x30 of a packed ring of 4 descriptors", true},
		{"packed, reserved flag", virtiofake.Faults{Flag: 1}, "the used descriptor of chain 0 has the reserved flags NEXT", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var understood []virtio.Feature
			if tc.packed {
				understood = append(understood, virtio.FeatureRingPacked)
			}
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}}, understood...)
			r.fake.Faults = tc.faults
			buf := r.alloc(t, bytes.Repeat([]byte{7}, 8))
			if _, err := r.queue.Submit(t.Context(), virtio.Readable(buf, 4), virtio.Writable(buf+4, 4)); err != nil {
				t.Fatal(err)
			}
			_, err := r.queue.Wait(t.Context())
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Wait() = %v, want something with %q", err, tc.want)
			}
			sentinel := virtio.ErrDevice
			if tc.faults.DropInterrupt {
				sentinel = virtio.ErrNoInterrupt
			}
			if !errors.Is(err, sentinel) {
				t.Errorf("Wait() = %v, want an error that wraps %q", err, sentinel)
			}
		})
	}
}

// TestMarks has a device set WRITE where it has not written.
func TestMarks(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}}, virtio.FeatureRingPacked)
	ctx := t.Context()
	buf := r.alloc(t, make([]byte, 8))
	r.fake.Flag = uint16(virtio.DescriptorWrite)
	if _, err := r.queue.Submit(ctx, virtio.Readable(buf, 4), virtio.Writable(buf+4, 4)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.queue.Wait(ctx); err != nil {
		t.Error(err)
	}
	if _, err := r.queue.Submit(ctx, virtio.Readable(buf, 4)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.queue.Wait(ctx); !errors.Is(err, virtio.ErrDevice) || !strings.Contains(err.Error(), "none of its buffers is writable") {
		t.Errorf("Wait() = %v, want an error about WRITE", err)
	}
}

// TestExchange has a device write where it must not.
func TestExchange(t *testing.T) {
	for _, tc := range []struct {
		name   string
		faults virtiofake.Faults
		want   string // of the error; "": none
	}{
		{"none", virtiofake.Faults{}, ""},
		{"behind the buffer", virtiofake.Faults{Behind: true}, "the bytes behind a buffer of 16 have become 00 a5"},
		{"in the request", virtiofake.Faults{Scribbles: true}, "byte 0 of a request of 8 went from 0x1 to 0xfe"},
		{"more than is written", virtiofake.Faults{Extra: 4}, "got 12 bytes written, and the last 4 of them are unwritten"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}})
			r.fake.Faults = tc.faults
			request := []byte{1, 2, 3, 4, 5, 6, 7, 8}
			reply, written, err := r.queue.Exchange(t.Context(), request, 16)
			if tc.want != "" {
				if !errors.Is(err, virtio.ErrDevice) || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("Exchange() = %v, want something with %q", err, tc.want)
				}
				return
			}
			want := append(bytes.Clone(request), bytes.Repeat([]byte{virtio.Unwritten}, 8)...)
			if err != nil || written != 8 || !bytes.Equal(reply, want) {
				t.Errorf("Exchange() = % x, %d, %v, want % x, 8", reply, written, err, want)
			}
		})
	}
}

// TestStageAndExpect runs two requests with staged buffers, one with its reply
// behind the used ring and one with its reply far away. The near reply is read with
// the ring, and there is no separate read.
func TestStageAndExpect(t *testing.T) {
	const far = 0x20_0000 - 0x100
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}})
	ctx := t.Context()
	near, err := r.machine.Alloc.Alloc(0x40, 16)
	if err != nil {
		t.Fatal(err)
	}
	add := func(addr uint64, text string) *virtio.Reply {
		t.Helper()
		head, err := r.queue.Add(virtio.Readable(addr, 4), virtio.Writable(addr+16, 4))
		if err != nil {
			t.Fatal(err)
		}
		r.queue.Stage(addr, []byte(text))
		return r.queue.Expect(head, addr+16, 4)
	}
	first, second := add(near, "near"), add(far, "far!")
	if err := r.queue.Kick(ctx); err != nil {
		t.Fatal(err)
	}
	before := len(r.memory.Requests())
	if u, err := r.queue.Wait(ctx); err != nil || u.Head != 0 {
		t.Fatalf("Wait() = %v, %v, want head 0", u, err)
	}
	if !first.Read || string(first.Bytes) != "near" {
		t.Errorf("near reply: %q, read: %v", first.Bytes, first.Read)
	}
	if waiting := r.queue.Waiting(); len(waiting) != 1 || waiting[0] != (virtio.Used{Head: 2, Size: 4}) {
		t.Errorf("Waiting() = %v, want chain 2 of 4 bytes", waiting)
	}
	if u, err := r.queue.Wait(ctx); err != nil || u.Head != 2 {
		t.Fatalf("Wait() = %v, %v, want head 2", u, err)
	}
	if second.Read {
		t.Errorf("the reply at %#x was read", second.Addr)
	}
	reads := 0
	for _, request := range r.memory.Requests()[before:] {
		if strings.HasPrefix(request, "b64read") {
			reads++
		}
	}
	if reads != 1 {
		t.Errorf("%d reads, want 1: %q", reads, r.memory.Requests()[before:])
	}
	if got := r.memory.Bytes(far+16, 4); string(got) != "far!" {
		t.Errorf("reply far away is %q", got)
	}
}

// TestWaitShared checks a wait for one queue that takes the interrupt of
// another.
func TestWaitShared(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8, 8}})
	ctx := t.Context()
	other, err := r.dev.Queue(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
	for _, q := range []*virtio.Queue{other, r.queue} {
		if _, err := q.Submit(ctx, buf); err != nil {
			t.Fatal(err)
		}
	}
	// As if they shared an interrupt, the wait for queue 0 takes that of queue
	// 1.
	if raised, err := r.fake.QueueInterrupt(ctx, 1); err != nil || !raised {
		t.Fatalf("QueueInterrupt(1) = %v, %v", raised, err)
	}
	if _, err := r.queue.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if u, err := other.WaitShared(ctx); err != nil || u.Head != 0 {
		t.Errorf("WaitShared() = %v, %v, want head 0", u, err)
	}
	// A chain used without any interrupt since then is not taken.
	r.fake.DropInterrupt = true
	if _, err := other.Submit(ctx, buf); err != nil {
		t.Fatal(err)
	}
	if u, err := other.WaitShared(soon(t)); err == nil {
		t.Errorf("WaitShared() = %v without an interrupt", u)
	}
}

// TestInOrderBatch lets the device use three chains by one element, which stands for all
// of them.
func TestInOrderBatch(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
	}{
		{"split", []virtio.Feature{virtio.FeatureInOrder}},
		{"packed", []virtio.Feature{virtio.FeatureInOrder, virtio.FeatureRingPacked}},
		{"packed, EVENT_IDX", []virtio.Feature{virtio.FeatureInOrder, virtio.FeatureRingPacked, virtio.FeatureEventIdx}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{8}}, tc.understood...)
			r.fake.Batches = true
			ctx := t.Context()
			buf := r.alloc(t, make([]byte, 16))
			for round := range 5 {
				var want []virtio.Used
				for i := range uint32(3) {
					head, err := r.queue.Add(virtio.Readable(buf, 2), virtio.Writable(buf+8, 2+i))
					if err != nil {
						t.Fatal(err)
					}
					want = append(want, virtio.Used{Head: head, Size: 2 + i}) // those that have no element are used whole
				}
				want[2].Size = 2
				if err := r.queue.Kick(ctx); err != nil {
					t.Fatal(err)
				}
				if n, err := r.queue.CountUsed(ctx); err != nil || n != 3 {
					t.Errorf("round %d: CountUsed() = %d, %v, want 3", round, n, err)
				}
				var got []virtio.Used
				for range want {
					u, err := r.queue.Wait(ctx)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, u)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("round %d: used chains mismatch (-want +got):\n%s", round, diff)
				}
			}
		})
	}
}

// TestQueueReset resets a queue with a chain that the device has not used, and uses it
// anew.
func TestQueueReset(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
	}{
		{"split", []virtio.Feature{virtio.FeatureRingReset}},
		{"packed", []virtio.Feature{virtio.FeatureRingReset, virtio.FeatureRingPacked}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}, Deferred: true}, tc.understood...)
			ctx := t.Context()
			buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
			for range 3 {
				if _, err := r.queue.Submit(ctx, buf); err != nil {
					t.Fatal(err)
				}
				if err := r.queue.Reset(ctx); err != nil {
					t.Fatal(err)
				}
				if got := r.queue.Free(); got != 4 {
					t.Errorf("%d free descriptors after a reset, want 4", got)
				}
				head, err := r.queue.Add(buf, buf)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := r.queue.Finish(ctx, head); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestPackedCountUsed counts chains of several descriptors over the end of the ring.
func TestPackedCountUsed(t *testing.T) {
	r := newRig(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{7}}, virtio.FeatureRingPacked)
	ctx := t.Context()
	buf := virtio.Readable(r.alloc(t, []byte("x")), 1)
	for range 6 {
		for range 2 {
			if _, err := r.queue.Submit(ctx, buf, buf, buf); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := r.queue.CountUsed(ctx); err != nil || n != 2 {
			t.Fatalf("CountUsed() = %d, %v, want 2", n, err)
		}
		for range 2 {
			if _, err := r.queue.Poll(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
}
