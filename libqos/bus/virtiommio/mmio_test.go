package virtiommio_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

const (
	base   = 0x0a00_0000
	stride = 0x200
	line   = 16
)

// window holds the values of a window's registers, by offset. Missing registers
// read as zero.
type window map[uint64]uint32

func holding(version, id uint32) window {
	return window{0x000: 0x74726976, 0x004: version, 0x008: id, 0x00c: virtiommio.Vendor}
}

// access is a write to a register.
type access struct {
	Offset uint64
	Value  uint32
}

// fake is a machine with windows that records writes to the first one.
type fake struct {
	memory *qtestfake.Memory
	conn   *qtest.Conn
	bus    *virtiommio.Bus
	writes []access
	onACK  func(uint32)
}

// newFake returns a machine with one byte order and windows with another.
func newFake(t *testing.T, machine, device binary.ByteOrder, windows ...window) *fake {
	t.Helper()
	f := &fake{memory: qtestfake.NewMemory()}
	f.memory.SetBigEndian(machine == binary.BigEndian)
	swap := func(w qtest.Width, v uint64) uint64 {
		if machine == device {
			return v
		}
		return guest.Swap(w, v)
	}
	var where []virtiommio.Window
	for i, window := range windows {
		where = append(where, virtiommio.Window{Base: base + uint64(i)*stride, Line: gic().Line(line + i)})
		for offset := uint64(0); offset < stride; offset += 4 {
			addr := base + uint64(i)*stride + offset
			f.memory.OnRead(addr, func(w qtest.Width) uint64 { return swap(w, uint64(window[offset])) })
			f.memory.OnWrite(addr, func(w qtest.Width, v uint64) {
				if i == 0 {
					f.writes = append(f.writes, access{offset, uint32(swap(w, v))})
				}
				if offset == 0x64 && f.onACK != nil {
					f.onACK(uint32(swap(w, v)))
				}
			})
		}
	}
	f.conn = f.memory.Start(t)
	m := guest.NewMachine(f.conn, machine, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	f.bus = &virtiommio.Bus{Machine: m, Windows: where}
	return f
}

func model() virtio.Model {
	return virtio.Model{Name: "virtio-rng", Type: virtio.Entropy}
}

// seen returns the writes, after all of them have arrived.
func (f *fake) seen(t *testing.T) []access {
	t.Helper()
	if err := f.conn.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f.writes
}

// attach returns the transport of the only device.
func (f *fake) attach(t *testing.T) virtio.Transport {
	t.Helper()
	slot, err := virtiommio.Attach(model())(t.Context(), f.bus)
	if err != nil {
		t.Fatal(err)
	}
	f.seen(t)
	f.writes = nil
	return slot.Virtio().Transports[0]
}

func TestAttach(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	for _, tc := range []struct {
		name            string
		machine, device binary.ByteOrder
		windows         []window
		want            string // the transport with its address, or an error
	}{
		{"version 1", le, le, []window{holding(1, 0), holding(1, 4)}, "virtio-mmio version 1 at 0xa000200, input 17 of /gic"},
		{"version 2", le, le, []window{holding(2, 4), holding(2, 1)}, "virtio-mmio version 2 at 0xa000000, input 16 of /gic"},
		{"version 1, big-endian guest", be, be, []window{holding(1, 4)}, "virtio-mmio version 1 at 0xa000000, input 16 of /gic"},
		{"version 2, big-endian guest", be, le, []window{holding(2, 4)}, "virtio-mmio version 2 at 0xa000000, input 16 of /gic"},
		{"none", le, le, []window{holding(2, 0), holding(2, 1)},
			"virtiommio: find virtio-rng-device: none of 2 windows has a device of that type (entropy source)"},
		{"two", le, le, []window{holding(2, 4), holding(2, 4)},
			"virtiommio: find virtio-rng-device: got two windows with a device of that type (entropy source), 0xa000000 and 0xa000200, want one"},
		{"no magic", le, le, []window{{}},
			"virtiommio: find virtio-rng-device: window at 0xa000000: got magic value 0x0, want 0x74726976"},
		{"version 3", le, le, []window{holding(3, 4)},
			"virtiommio: find virtio-rng-device: window at 0xa000000: got version 3, want 1 or 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(t, tc.machine, tc.device, tc.windows...)
			slot, err := virtiommio.Attach(model())(t.Context(), f.bus)
			got := fmt.Sprint(err)
			if err == nil {
				w := slot.Window()
				got = fmt.Sprintf("%v at %#x, %v", slot.Virtio().Transports[0], w.Base, w.Line)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Attach() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEnableQueue compares the writes that start a queue with the procedures of
// virtio 1.3, sections 4.2.3.2 "Virtqueue Configuration" and 4.2.4 "Legacy interface".
func TestEnableQueue(t *testing.T) {
	for _, tc := range []struct {
		name    string
		version uint32
		areas   virtio.Areas
		want    []access
		wantErr string
	}{
		{
			name: "version 1", version: 1,
			areas: virtio.Areas{Size: 8, Descriptor: 0x1234_5000, Driver: 0x1234_5080, Device: 0x1234_6000},
			want: []access{
				{0x030, 3}, {0x028, 4096}, {0x038, 8}, {0x03c, 4096}, {0x040, 0x12345},
			},
		},
		{
			name: "version 1, not on a page", version: 1,
			areas:   virtio.Areas{Size: 8, Descriptor: 0x1234_5010},
			wantErr: "virtiommio: legacy queue at 0x12345010: want the address of a page",
		},
		{
			name: "version 1, too high", version: 1,
			areas:   virtio.Areas{Size: 8, Descriptor: 1 << 44},
			wantErr: "virtiommio: legacy queue at 0x100000000000: want the address of a page",
		},
		{
			name: "version 2, above 4 GiB", version: 2,
			areas: virtio.Areas{Size: 16, Descriptor: 0x1_0000_0010, Driver: 0x2_0000_0020, Device: 0x3_0000_0030},
			want: []access{
				{0x030, 3}, {0x038, 16},
				{0x080, 0x10}, {0x084, 1}, {0x090, 0x20}, {0x094, 2}, {0x0a0, 0x30}, {0x0a4, 3},
				{0x044, 1},
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(t, binary.LittleEndian, binary.LittleEndian, holding(tc.version, 4))
			transport := f.attach(t)
			err := transport.EnableQueue(t.Context(), 3, tc.areas)
			if tc.wantErr != "" {
				if err == nil || err.Error() != tc.wantErr {
					t.Errorf("EnableQueue() = %v, want %s", err, tc.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, f.seen(t)); diff != "" {
				t.Errorf("writes mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEnableQueueInUse(t *testing.T) {
	for version, register := range map[uint32]uint64{1: 0x040, 2: 0x044} {
		w := holding(version, 4)
		w[register] = 1
		transport := newFake(t, binary.LittleEndian, binary.LittleEndian, w).attach(t)
		const want = "virtiommio: queue 0 is already in use"
		if err := transport.EnableQueue(t.Context(), 0, virtio.Areas{Size: 8, Descriptor: 4096}); err == nil || err.Error() != want {
			t.Errorf("version %d: EnableQueue() = %v, want %s", version, err, want)
		}
	}
}

func TestSetDriverFeatures(t *testing.T) {
	features := virtio.Features{0x11, 0x22, 0x33, 0x44}
	for version, want := range map[uint32][]access{
		1: {{0x024, 0}, {0x020, 0x11}},
		2: {{0x024, 0}, {0x020, 0x11}, {0x024, 1}, {0x020, 0x22}},
	} {
		f := newFake(t, binary.LittleEndian, binary.LittleEndian, holding(version, 4))
		transport := f.attach(t)
		if err := transport.SetDriverFeatures(t.Context(), features); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.seen(t)); diff != "" {
			t.Errorf("version %d: writes mismatch (-want +got):\n%s", version, diff)
		}
	}
}

func TestInterrupts(t *testing.T) {
	const usedBuffer, configChange = 1, 2
	for _, tc := range []struct {
		name   string
		status uint32
		stuck  bool // the line stays up
		deaf   bool // InterruptACK does nothing
		device virtio.Status
		// The expected results of QueueInterrupt and ConfigInterrupt, or the
		// error.
		queue, config bool
		wantErr       string
	}{
		{name: "used buffer", status: usedBuffer, queue: true},
		{name: "configuration change", status: configChange, config: true},
		{name: "both", status: usedBuffer | configChange, queue: true, config: true},
		{name: "for nothing", status: 0, stuck: true, wantErr: "the interrupt line is up while InterruptStatus is 0 (events so far: 0x0)"},
		{name: "stuck, given up", status: usedBuffer | configChange, stuck: true, device: virtio.StatusNeedsReset, queue: true, config: true},
		{name: "not acknowledged", status: usedBuffer, deaf: true, stuck: true, wantErr: "stays up after repeated acknowledgement (events so far: USED_BUFFER)"},
		{name: "stuck", status: usedBuffer, stuck: true, wantErr: "the interrupt line is up while InterruptStatus is 0 (events so far: USED_BUFFER)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := holding(2, 4)
			w[0x060], w[0x070] = tc.status, uint32(tc.device)
			f := newFake(t, binary.LittleEndian, binary.LittleEndian, w)
			transport := f.attach(t)
			if err := transport.Enable(t.Context()); err != nil {
				t.Fatal(err)
			}
			if raised, err := transport.QueueInterrupt(t.Context(), 0); raised || err != nil {
				t.Fatalf("QueueInterrupt() = %v, %v while the line is down", raised, err)
			}
			f.onACK = func(v uint32) {
				if tc.deaf {
					return
				}
				if w[0x060] &^= v; w[0x060] == 0 && !tc.stuck {
					f.setLine(t, false)
				}
			}
			f.setLine(t, true)
			if _, err := transport.Identity(t.Context()); err != nil { // the reply arrives after the interrupt
				t.Fatal(err)
			}
			queue, err := transport.QueueInterrupt(t.Context(), 0)
			if tc.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
					t.Errorf("QueueInterrupt() = %v, want something with %q", err, tc.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			config, err := transport.ConfigInterrupt(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if queue != tc.queue || config != tc.config {
				t.Errorf("queue %v, configuration %v; want %v, %v", queue, config, tc.queue, tc.config)
			}
			for _, ask := range []func() (bool, error){
				func() (bool, error) { return transport.QueueInterrupt(t.Context(), 0) },
				func() (bool, error) { return transport.ConfigInterrupt(t.Context()) },
			} {
				if again, err := ask(); again || err != nil { // even if the line stays up
					t.Errorf("the interrupt is reported twice (%v)", err)
				}
			}
		})
	}
}

// setLine sets the interrupt line.
func (f *fake) setLine(t *testing.T, up bool) {
	t.Helper()
	if err := f.memory.SetIRQ(line, up); err != nil {
		t.Error(err)
	}
}

func gic() guest.Controller { return guest.Controller{Path: "/gic"} }
