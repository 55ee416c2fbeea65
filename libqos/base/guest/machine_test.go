package guest_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// wire is a machine's memory that records each access as sent to QEMU, and the
// note's text for the value.
type wire struct {
	guest.Link
	said []string
}

func (w *wire) note(ctx context.Context, v uint64) string { return qtest.NoteOf(ctx).Format(v) }

func (w *wire) Read(ctx context.Context, width qtest.Width, addr uint64) (uint64, error) {
	const v = 0x0102
	w.said = append(w.said, fmt.Sprintf("read %d at %#x: %#x, %s", width, addr, v, w.note(ctx, v)))
	return v, nil
}

func (w *wire) Write(ctx context.Context, width qtest.Width, addr, v uint64) error {
	w.said = append(w.said, fmt.Sprintf("write %d at %#x: %#x, %s", width, addr, v, w.note(ctx, v)))
	return nil
}

func (w *wire) ClockStep(ctx context.Context, _ time.Duration) (time.Duration, error) {
	return 0, ctx.Err()
}

// TestWaitUpTo waits for a condition that comes true, for one that does not, and for one that fails.
func TestWaitUpTo(t *testing.T) {
	const d = time.Millisecond
	broken := errors.New("broken")
	m := guest.NewMachine(&wire{}, binary.BigEndian, guest.RAM{})
	for name, c := range map[string]struct {
		done bool
		err  error
	}{"true": {done: true}, "false": {}, "error": {err: broken}} {
		t.Run(name, func(t *testing.T) {
			got, err := m.WaitUpTo(t.Context(), d, "a condition", func(context.Context) (bool, error) { return c.done, c.err })
			if got != c.done || !errors.Is(err, c.err) {
				t.Errorf("WaitUpTo() = %v, %v, want %v, %v", got, err, c.done, c.err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := m.WaitUpTo(ctx, d, "a condition", func(ctx context.Context) (bool, error) { return false, ctx.Err() }); got || err == nil {
		t.Errorf("WaitUpTo() with an ended context = %v, %v, want an error", got, err)
	}
}

// TestWindow reads and writes a register of a device with the machine's byte
// order, and of one with the other. Test and note get the register's own value.
func TestWindow(t *testing.T) {
	const status reg.Reg[uint16] = 4
	for order, want := range map[binary.ByteOrder][]string{
		binary.BigEndian:    {"read 2 at 0x1004: 0x102, 258", "write 2 at 0x1004: 0x304, 772", "value 0x102"},
		binary.LittleEndian: {"read 2 at 0x1004: 0x102, 513", "write 2 at 0x1004: 0x403, 772", "value 0x201"},
	} {
		t.Run(order.String(), func(t *testing.T) {
			w := &wire{}
			s := guest.NewMachine(w, binary.BigEndian, guest.RAM{}).Window(0x1000, order)
			v := status.ReadT(t, s)
			status.WriteT(t, s, 0x304)
			got := append(w.said, fmt.Sprintf("value %#x", v))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("accesses mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSwap(t *testing.T) {
	for width, want := range map[qtest.Width]uint64{
		qtest.Width8: 0x08, qtest.Width16: 0x0807, qtest.Width32: 0x08070605, qtest.Width64: 0x0807060504030201,
	} {
		if got := guest.Swap(width, 0x0102030405060708&(1<<(8*width-1)|(1<<(8*width-1)-1))); got != want {
			t.Errorf("Swap of %d bytes = %#x, want %#x", width, got, want)
		}
	}
}
