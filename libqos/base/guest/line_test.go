package guest_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// wired is the far side of a machine.
type wired struct {
	*qtestfake.Memory
	conn *qtest.Conn
}

func newMachine(t *testing.T) (wired, *guest.Machine) {
	t.Helper()
	memory := qtestfake.NewMemory()
	w := wired{memory, memory.Start(t)}
	return w, guest.NewMachine(w.conn, binary.LittleEndian, guest.RAM{})
}

// requests returns the requests so far.
func (w wired) requests(t *testing.T) []string {
	t.Helper()
	if err := w.conn.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w.Requests()
}

func TestWatch(t *testing.T) {
	pic := guest.Controller{Path: "/pic"}
	for _, tc := range []struct {
		name string
		wire guest.Wire
		want string // the request
	}{
		{"input", pic.Line(3), "irq_intercept_in /pic"},
		{"output", guest.Outputs{Path: "/led"}.Line(3), "irq_intercept_out /led"},
		{"named output", guest.Outputs{Path: "/led", Name: "alert"}.Line(3), "irq_intercept_out /led alert"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory, m := newMachine(t)
			ctx := t.Context()
			line, err := m.Watch(ctx, tc.wire)
			if err != nil {
				t.Fatal(err)
			}
			again, err := m.Watch(ctx, tc.wire)
			if err != nil || again != line {
				t.Errorf("watched again: %v, %v", again, err)
			}
			if diff := cmp.Diff([]string{tc.want}, memory.requests(t)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			for _, level := range []bool{true, false, true} {
				if err := memory.SetIRQ(3, level); err != nil {
					t.Fatal(err)
				}
				if got, err := line.Level(ctx); got != level || err != nil {
					t.Errorf("level %v, %v, want %v", got, err, level)
				}
				if line.Raised() != level {
					t.Errorf("the line is at %v, want %v", !level, level)
				}
			}
			if got := line.Count(); got != 2 {
				t.Errorf("raised %d times, want 2", got)
			}
		})
	}
}

func TestWatchOfTwo(t *testing.T) {
	_, m := newMachine(t)
	ctx := t.Context()
	pic := guest.Controller{Path: "/pic"}
	if _, err := m.Watch(ctx, pic.Line(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Watch(ctx, pic.Line(2)); err != nil {
		t.Errorf("another line of the same controller: %v", err)
	}
	for _, wire := range []guest.Wire{
		guest.Controller{Path: "/gic"}.Line(1), guest.Outputs{Path: "/pic"}.Line(1),
	} {
		_, err := m.Watch(ctx, wire)
		if !errors.Is(err, guest.ErrWatched) || !strings.Contains(err.Error(), "the inputs of /pic") {
			t.Errorf("%v: error %v, want one that wraps ErrWatched and names /pic", wire, err)
		}
	}
}

func TestNoLine(t *testing.T) {
	var line guest.Line
	if level, err := line.Level(t.Context()); level || err != nil || line.Raised() || line.Count() != 0 {
		t.Error("a line that is not watched was raised")
	}
}

func TestDrive(t *testing.T) {
	memory, m := newMachine(t)
	ctx := t.Context()
	for _, err := range []error{
		m.Drive(ctx, guest.Inputs{Path: "/led"}, 3, true),
		m.Drive(ctx, guest.Inputs{Path: "/led", Name: "reset"}, 0, false),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []string{"set_irq_in /led unnamed-gpio-in 3 1", "set_irq_in /led reset 0 0"}
	if diff := cmp.Diff(want, memory.requests(t)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestPeripheral(t *testing.T) {
	memory, m := newMachine(t)
	ctx := t.Context()
	memory.SetBytes(0x1004, []byte{1, 2})
	p := guest.Peripheral{Base: 0x1000, Lines: guest.Controller{Path: "/pic"}.Lines(7)}
	if v, err := m.Registers(p).Load(ctx, qtest.Width16, 4); v != 0x201 || err != nil {
		t.Errorf("register %#x, %v, want 0x201", v, err)
	}
	p.Order = binary.BigEndian
	if v, err := m.Registers(p).Load(ctx, qtest.Width16, 4); v != 0x102 || err != nil {
		t.Errorf("big-endian register %#x, %v, want 0x102", v, err)
	}
	if _, err := m.WatchLine(ctx, p, 1); err == nil {
		t.Error("an interrupt that the part does not have was watched")
	}
	line, err := m.WatchLine(ctx, p, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := memory.SetIRQ(7, true); err != nil {
		t.Fatal(err)
	}
	if level, err := line.Level(ctx); !level || err != nil {
		t.Errorf("interrupt 0 is at %v, %v, want it raised with input 7", level, err)
	}
}

func TestPorts(t *testing.T) {
	memory, m := newMachine(t)
	ctx := t.Context()
	memory.OnIn(0x72, func(qtest.Width) uint32 { return 0x1234 })
	ports := m.Ports(0x70, 4)
	if v, err := ports.Load(ctx, qtest.Width16, 2); v != 0x1234 || err != nil {
		t.Errorf("port %#x, %v, want 0x1234", v, err)
	}
	if v, err := m.PortsOrder(0x70, 4, binary.BigEndian).Load(ctx, qtest.Width16, 2); v != 0x3412 || err != nil {
		t.Errorf("big-endian port %#x, %v, want 0x3412", v, err)
	}
	if err := ports.Store(ctx, qtest.Width32, 0, 0x5678); err != nil {
		t.Error(err)
	}
	want := []string{"inw 0x72", "inw 0x72", "outl 0x70 0x5678"}
	if diff := cmp.Diff(want, memory.requests(t)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	for _, tc := range []struct {
		name   string
		w      qtest.Width
		offset uint64
	}{
		{"64 bits", qtest.Width64, 0}, {"behind", qtest.Width8, 4}, {"across the end", qtest.Width32, 2},
	} {
		if _, err := ports.Load(ctx, tc.w, tc.offset); err == nil {
			t.Errorf("%s: read without an error", tc.name)
		}
		if err := ports.Store(ctx, tc.w, tc.offset, 0); err == nil {
			t.Errorf("%s: written without an error", tc.name)
		}
	}
	if _, err := m.Ports(0xfffe, 4).Load(ctx, qtest.Width32, 0); err == nil {
		t.Error("ports behind the last were read")
	}
}
