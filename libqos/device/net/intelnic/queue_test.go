package intelnic_test

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// device is the controller's side of a ring of legacy descriptors.
type device struct {
	memory fakeMemory
	base   uint64
	size   int
	head   int
}

func (d *device) descriptor() []byte { return d.memory.Bytes(d.base+uint64(d.head)*16, 16) }

// done writes back the descriptor at the head and advances the head.
func (d *device) done(b []byte) {
	d.memory.SetBytes(d.base+uint64(d.head)*16, b)
	d.head = (d.head + 1) % d.size
}

// send takes the descriptors up to tail and returns the frames in them.
func (d *device) send(tail uint32) (frames []string) {
	var frame []byte
	for d.head != int(tail) {
		b := d.descriptor()
		n := binary.LittleEndian.Uint16(b[8:])
		frame = append(frame, d.memory.Bytes(binary.LittleEndian.Uint64(b), int(n))...)
		if b[11]&intelnic.TransmitEOP != 0 {
			frames, frame = append(frames, string(frame)), nil
		}
		if b[11]&intelnic.TransmitRS != 0 {
			b[12] |= 1
		}
		d.done(b)
	}
	return frames
}

// receive puts a piece of a frame into the buffer at the head.
func (d *device) receive(piece string, status byte) {
	d.memory.sync()
	b := d.descriptor()
	d.memory.SetBytes(binary.LittleEndian.Uint64(b), []byte(piece))
	binary.LittleEndian.PutUint16(b[8:], uint16(len(piece)))
	b[12] = status
	d.done(b)
}

func TestTXQueue(t *testing.T) {
	c, memory := newController(t)
	q, err := intelnic.OpenTX(t.Context(), c, block, 8, intelnic.LegacyTX{}, nil)
	must(t, err)
	d := &device{memory: memory, base: 1 << 20, size: 8}
	var got []string
	onWrite(memory, uint64(block)+0x18, func(v uint32) { got = append(got, d.send(v)...) })

	var want []string
	for i := range 20 {
		frame := strings.Repeat(string(rune('a'+i)), 10+i)
		want = append(want, frame)
		must(t, q.Send(t.Context(), intelnic.Offload{}, []byte(frame[:3]), []byte(frame[3:])))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frames mismatch (-want +got):\n%s", diff)
	}

	// A silent frame stays in use until the controller reports a later one.
	must(t, q.Send(t.Context(), intelnic.Offload{Silent: true}, []byte("silent")))
	if q.Used() != 1 {
		t.Errorf("%d descriptors in use after a silent frame, want 1", q.Used())
	}
	must(t, q.Send(t.Context(), intelnic.Offload{}, []byte("loud")))
	if q.Used() != 0 {
		t.Errorf("%d descriptors in use after a reported frame, want 0", q.Used())
	}

	// Close frees the buffers that are still on the ring.
	must(t, q.Post(intelnic.Offload{}, []byte("never"), []byte("sent")))
	must(t, q.Close())
}

func TestTXQueueErrors(t *testing.T) {
	c, _ := newController(t)
	q, err := intelnic.OpenTX(t.Context(), c, block, 8, intelnic.LegacyTX{}, nil)
	must(t, err)
	defer func() { must(t, q.Close()) }()
	if err := q.Post(intelnic.Offload{L4Checksum: true}, []byte("x")); !errors.Is(err, intelnic.ErrOffload) {
		t.Errorf("Post with an offload = %v, want %v", err, intelnic.ErrOffload)
	}
	for range 7 {
		must(t, q.Post(intelnic.Offload{}, []byte("x")))
	}
	if err := q.Post(intelnic.Offload{}, []byte("x")); !errors.Is(err, intelnic.ErrRingFull) {
		t.Errorf("Post on a full ring = %v, want %v", err, intelnic.ErrRingFull)
	}
}

// A queue is enabled after its ring is set up. A failed enable frees the memory,
// which newController checks.
func TestOpenEnables(t *testing.T) {
	c, memory := newController(t)
	broken := errors.New("broken")
	enabled := 0
	enable := func(result error) func(context.Context) error {
		return func(context.Context) error {
			enabled++
			if got := register(memory, uint64(block)+0x8); got != 8*16 {
				t.Errorf("length of the ring = %d when the queue is enabled, want %d", got, 8*16)
			}
			return result
		}
	}
	tx, err := intelnic.OpenTX(t.Context(), c, block, 8, intelnic.LegacyTX{}, enable(nil))
	must(t, err)
	must(t, tx.Close())
	rx, err := intelnic.OpenRX(t.Context(), c, block, 8, intelnic.LegacyRX{}, 256, enable(nil))
	must(t, err)
	must(t, rx.Close())
	if _, err := intelnic.OpenTX(t.Context(), c, block, 8, intelnic.LegacyTX{}, enable(broken)); !errors.Is(err, broken) {
		t.Errorf("OpenTX() = %v, want %v", err, broken)
	}
	if _, err := intelnic.OpenRX(t.Context(), c, block, 8, intelnic.LegacyRX{}, 256, enable(broken)); !errors.Is(err, broken) {
		t.Errorf("OpenRX() = %v, want %v", err, broken)
	}
	if _, err := intelnic.OpenRX(t.Context(), c, block, 8, intelnic.LegacyRX{}, 1<<20, enable(nil)); err == nil {
		t.Error("OpenRX() with buffers larger than memory: no error")
	}
	if enabled != 4 {
		t.Errorf("got %d enabled queues, want 4", enabled)
	}
}

func newRXQueue(t *testing.T, size int) (*intelnic.RXQueue, *device) {
	t.Helper()
	c, memory := newController(t)
	q, err := intelnic.OpenRX(t.Context(), c, block, 8, intelnic.LegacyRX{}, size, nil)
	must(t, err)
	t.Cleanup(func() { must(t, q.Close()) })
	return q, &device{memory: memory, base: 1 << 20, size: 8}
}

func TestRXQueue(t *testing.T) {
	const dd, eop = 1, 2
	q, d := newRXQueue(t, 256)
	must(t, q.FillAll(t.Context()))
	if got := register(d.memory, uint64(block)+0x18); got != 7 {
		t.Errorf("tail of a full ring of eight = %d, want 7", got)
	}
	if pending, err := q.Pending(t.Context()); err != nil || pending {
		t.Errorf("Pending() = %t, %v before the first frame, want false", pending, err)
	}
	for i := range 20 {
		first, last := strings.Repeat("a", 256), strings.Repeat("b", i+1)
		d.receive(first, dd)
		d.receive(last, dd|eop)
		r, err := q.Receive(t.Context())
		must(t, err)
		if string(r.Data) != first+last || r.Descriptors != 2 || r.Length != i+1 {
			t.Fatalf("frame %d: %d bytes from %d descriptors, the last of %d, want %d, 2 and %d", i, len(r.Data), r.Descriptors, r.Length, 257+i, i+1)
		}
		if q.Used() != 7 {
			t.Errorf("frame %d: %d buffers offered, want 7 again", i, q.Used())
		}
	}
}

func TestRXQueueBehind(t *testing.T) {
	const dd, eop = 1, 2
	q, d := newRXQueue(t, 256)
	must(t, q.FillAll(t.Context()))
	d.receive("frame", dd|eop)
	_, err := q.Receive(t.Context())
	must(t, err)
	d.receive("another", dd|eop)
	d.memory.SetBytes(binary.LittleEndian.Uint64(d.memory.Bytes(d.base+16, 8))+9, []byte{0})
	if _, err := q.Receive(t.Context()); !errors.Is(err, intelnic.ErrBehind) {
		t.Errorf("Receive() of a frame with a byte changed behind it = %v, want %v", err, intelnic.ErrBehind)
	}
}

func TestRXQueueLength(t *testing.T) {
	q, d := newRXQueue(t, 256)
	must(t, q.FillAll(t.Context()))
	d.receive(strings.Repeat("x", 257), 3)
	if _, err := q.Take(t.Context()); err == nil || !strings.Contains(err.Error(), "buffer of 256 bytes, got a length of 257 bytes") {
		t.Errorf("Take() of a descriptor with a length beyond its buffer = %v", err)
	}
}

func TestDescriptors(t *testing.T) {
	q, _ := newRXQueue(t, 256)
	for size, want := range map[int]int{1: 1, 255: 1, 256: 1, 257: 2, 512: 2, 513: 3} {
		if got := q.Descriptors(size); got != want {
			t.Errorf("Descriptors(%d) = %d, want %d", size, got, want)
		}
	}
}
