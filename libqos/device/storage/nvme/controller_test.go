package nvme_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// enable enables a controller and disables it when the test ends.
func enable(t *testing.T, c *nvme.Controller) {
	t.Helper()
	if err := c.Enable(t.Context(), nvme.Setup{Entries: 4, CQEntries: 6}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Disable(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func TestEnable(t *testing.T) {
	f, c := newFake(t)
	enable(t, c)
	if got, want := f.regs[uint64(nvme.AQA)], uint64(5<<16|3); got != want {
		t.Errorf("AQA = %#x, want %#x", got, want)
	}
	if got, want := f.regs[uint64(nvme.CC)], uint64(0x00460001); got != want {
		t.Errorf("CC = %#x, want %#x", got, want)
	}
	if c.Page() != 4096 || c.Capabilities().MaxEntries() != 64 || c.Capabilities().MaxPage() != 64<<10 {
		t.Errorf("pages of %d bytes, %v", c.Page(), c.Capabilities())
	}
	if err := c.Shutdown(t.Context(), nvme.ShutdownNormal); err != nil {
		t.Error(err)
	}
}

func TestEnableFails(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault func(f *fake)
		want  error
		after time.Duration
	}{
		{"just in time", func(f *fake) { f.ready = 500 * time.Millisecond }, nil, 500 * time.Millisecond},
		{"too late", func(f *fake) { f.ready = 502 * time.Millisecond }, nvme.ErrTimeout, 500 * time.Millisecond},
		{"fatal", func(f *fake) { f.fatal = true }, nvme.ErrFatal, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t)
			tc.fault(f)
			err := c.Enable(t.Context(), nvme.Setup{Page: 8192})
			if !errors.Is(err, tc.want) || f.memory.Now() != tc.after {
				t.Errorf("Enable(): %v after %v, want %v after %v", err, f.memory.Now(), tc.want, tc.after)
			}
			if f.regs[uint64(nvme.CC)]>>7&0xf != 1 {
				t.Errorf("CC = %#x, want MPS of 1", f.regs[uint64(nvme.CC)])
			}
			if err := c.Disable(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestQueue wraps queues of different lengths around.
func TestQueue(t *testing.T) {
	f, c := newFake(t)
	enable(t, c)
	f.answer = func(cmd []byte) (uint32, nvme.Code) { return le.Uint32(cmd[40:]), nvme.Success }
	q, err := c.CreateQueue(t.Context(), nvme.QueueSetup{ID: 2, Size: 3, CQSize: 5})
	if err != nil {
		t.Fatal(err)
	}
	f.rung = nil
	var want []uint64
	for i := range 23 {
		done, err := q.Do(t.Context(), nvme.Read(1, uint64(i), 1))
		if err != nil || done.Result != uint32(i) {
			t.Fatalf("command %d: %+v, %v", i, done, err)
		}
		want = append(want, uint64(i+1)%5)
	}
	if diff := cmp.Diff(want, f.rung); diff != "" {
		t.Errorf("head doorbell mismatch (-want +got):\n%s", diff)
	}
	if got := f.regs[uint64(c.Capabilities().TailDoorbell(2))]; got != 23%3 {
		t.Errorf("tail doorbell = %d, want %d", got, 23%3)
	}
	if err := q.Delete(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestQueueFull(t *testing.T) {
	_, c := newFake(t)
	enable(t, c)
	q := c.Admin
	for range q.SQ.Size() - 1 {
		if _, err := q.SQ.Push(t.Context(), nvme.AsyncEventRequest()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := q.SQ.Push(t.Context(), nvme.AsyncEventRequest()); !errors.Is(err, nvme.ErrFull) {
		t.Errorf("Push() to a full queue: error %v, want %v", err, nvme.ErrFull)
	}
	if got := q.SQ.Outstanding(); got != 3 {
		t.Errorf("%d commands are outstanding, want 3", got)
	}
}

// TestFaults makes the controller write wrong completions.
func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name    string
		corrupt func(entry []byte)
		want    string
	}{
		{"another command", func(e []byte) { e[12] ^= 0x40 }, "not outstanding"},
		{"another queue", func(e []byte) { e[10] = 9 }, "submission queue 9"},
		{"the head goes too far", func(e []byte) { e[8]++ }, "beyond the tail"},
		{"the head is outside the queue", func(e []byte) { e[9] = 1 }, "beyond the tail"},
		{"a failure", func(e []byte) { le.PutUint16(e[14:], 0x80<<1|1|1<<15) }, "LBA Out of Range"},
		{"a failure of another type", func(e []byte) { le.PutUint16(e[14:], 0x101<<1|1) }, "Invalid Queue Identifier"},
		{"the phase is wrong", func(e []byte) { e[14] ^= 1 }, "1 entries of completion queue 0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t)
			enable(t, c)
			f.corrupt = tc.corrupt
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, err := c.Admin.Do(ctx, nvme.Identify(nvme.CNSController, 0))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Do(): error %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestCreateQueueFails(t *testing.T) {
	for _, op := range []nvme.Opcode{nvme.AdminCreateCQ, nvme.AdminCreateSQ} {
		f, c := newFake(t)
		enable(t, c)
		f.answer = func(cmd []byte) (uint32, nvme.Code) {
			if nvme.Opcode(cmd[0]) == op {
				return 0, nvme.InvalidQueueSize
			}
			return 0, nvme.Success
		}
		if _, err := c.CreateQueue(t.Context(), nvme.QueueSetup{ID: 1, Size: 4}); !errors.Is(err, nvme.InvalidQueueSize) {
			t.Errorf("CreateQueue() with opcode %#02x refused: error %v, want %v", uint8(op), err, nvme.InvalidQueueSize)
		}
		if len(f.queues) != 1 {
			t.Errorf("CreateQueue() with opcode %#02x refused: the controller has %d queues", uint8(op), len(f.queues))
		}
	}
}

// TestFetch checks that a write of a command outside its buffer is detected.
func TestFetch(t *testing.T) {
	for _, tc := range []struct {
		name   string
		offset uint64
		want   string
	}{{"inside", 0, ""}, {"outside", 64, "outside the data"}} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t)
			enable(t, c)
			f.answer = func(cmd []byte) (uint32, nvme.Code) {
				f.memory.SetBytes(le.Uint64(cmd[24:])+tc.offset, []byte{0x5a})
				return 0, nvme.Success
			}
			p, err := c.LogPage(t.Context(), nvme.LogErrors, 64)
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("LogPage(): error %v, want %q", err, tc.want)
			}
			if err == nil && (len(p) != 64 || p[0] != 0x5a) {
				t.Errorf("LogPage() = % x", p)
			}
		})
	}
}
