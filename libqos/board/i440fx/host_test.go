package i440fx_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// newHost returns a host bridge with a scripted link.
func newHost(t *testing.T, steps ...qtestfake.Step) *i440fx.Host {
	conn := qtestfake.Script(t, steps...)
	return i440fx.NewHost(guest.NewMachine(conn, binary.LittleEndian, guest.RAM{}))
}

func TestConfig(t *testing.T) {
	at := pci.Address{Bus: 2, Device: 4, Function: 1}
	h := newHost(t,
		qtestfake.Step{Want: "outl 0xcf8 0x80022100", Send: "OK\n"},
		qtestfake.Step{Want: "inw 0xcfe", Send: "OK 0x100e\n"},
		qtestfake.Step{Want: "outl 0xcf8 0x8002213c", Send: "OK\n"},
		qtestfake.Step{Want: "outb 0xcfd 0x5", Send: "OK\n"},
	)
	v, err := h.ReadConfig(t.Context(), at, qtest.Width16, 0x02)
	if v != 0x100e || err != nil {
		t.Errorf("ReadConfig() = %#x, %v, want 0x100e", v, err)
	}
	if err := h.WriteConfig(t.Context(), at, qtest.Width8, 0x3d, 5); err != nil {
		t.Error(err)
	}
}

func TestIntLine(t *testing.T) {
	for _, tc := range []struct {
		slot     uint8
		pin      pci.Pin
		register int // of the interrupt router
		want     int
	}{
		{1, pci.INTA, 0x60, 10},
		{3, pci.INTA, 0x62, 5},
		{4, pci.INTA, 0x63, 7},
		{4, pci.INTB, 0x60, 10},
		{5, pci.INTA, 0x60, 10},
		{31, pci.INTD, 0x61, 11},
	} {
		t.Run(fmt.Sprintf("slot %d %v", tc.slot, tc.pin), func(t *testing.T) {
			h := newHost(t,
				qtestfake.Step{Want: "outl 0xcf8 0x80000860", Send: "OK\n"},
				qtestfake.Step{Want: fmt.Sprintf("outb %#x %#x", 0xcfc+tc.register-0x60, tc.want), Send: "OK\n"},
			)
			got, err := h.IntLine(t.Context(), pci.Address{Device: tc.slot}, tc.pin)
			if want := (guest.Controller{Path: "/machine/i440fx/ioapic"}).Line(tc.want); got != want || err != nil {
				t.Errorf("IntLine() = %v, %v, want %v", got, err, want)
			}
		})
	}
}

func TestIntLineOfNothing(t *testing.T) {
	h := newHost(t)
	for _, pin := range []pci.Pin{pci.NoPin, 5} {
		if _, err := h.IntLine(t.Context(), pci.Address{Device: 4}, pin); !errors.Is(err, pci.ErrNoPin) {
			t.Errorf("IntLine(%v): error %v, want one that wraps ErrNoPin", pin, err)
		}
	}
	if _, err := h.IntLine(t.Context(), pci.Address{}, pci.INTA); !errors.Is(err, pci.ErrNoPin) {
		t.Errorf("IntLine() of the host bridge: error %v, want one that wraps ErrNoPin", err)
	}
}

func TestWindows(t *testing.T) {
	for _, w := range newHost(t).Windows() {
		switch {
		case w.IO && (!w.Ports || w.Base < 0xb140 || w.Base+w.Size > 1<<16):
			t.Errorf("I/O window %#x-%#x has ports in use", w.Base, w.Base+w.Size)
		case !w.IO && w.CPU != w.Base:
			t.Errorf("memory window %#x appears at %#x", w.Base, w.CPU)
		case !w.IO && w.Base < 1<<32 && w.Base+w.Size > 0xfec0_0000:
			t.Errorf("memory window %#x-%#x reaches the I/O APIC", w.Base, w.Base+w.Size)
		}
	}
}

// hotplugPorts is a machine with the registers of hot plug.
type hotplugPorts struct {
	*qtestfake.Memory
	qmp     *qtestfake.QMP
	removal uint32
	steps   []string
}

func newHotplugPorts() *hotplugPorts {
	p := &hotplugPorts{Memory: qtestfake.NewMemory(), qmp: qtestfake.NewQMP()}
	p.qmp.On("query-pci", func(json.RawMessage) (string, error) {
		return `[{"bus": 0, "devices": [{"slot": 4, "function": 0, "qdev_id": "nic"}]}]`, nil
	})
	p.qmp.On("device_del", func(args json.RawMessage) (string, error) {
		p.steps = append(p.steps, "device_del "+string(args))
		return "{}", nil
	})
	p.qmp.On("device_add", func(args json.RawMessage) (string, error) {
		p.steps = append(p.steps, "device_add "+string(args))
		return "{}", nil
	})
	p.OnIn(0xae04, func(qtest.Width) uint32 { return p.removal })
	p.OnClock(func(time.Duration) { p.removal = 1 << 4 })
	p.OnOut(0xae08, func(_ qtest.Width, v uint32) {
		p.steps = append(p.steps, fmt.Sprintf("eject %#x with removal %#x", v, p.removal))
		// The test fails if this does not arrive.
		_ = p.qmp.Emit("DEVICE_DELETED", `{"device": "nic", "path": "/machine/peripheral/nic"}`)
	})
	return p
}

func (p *hotplugPorts) host(t *testing.T) *i440fx.Host {
	conn := p.Start(t)
	m := guest.NewMachine(conn, binary.LittleEndian, guest.RAM{})
	m.Monitor = p.qmp.StartBeside(t, conn)
	return i440fx.NewHost(m)
}

func TestUnplug(t *testing.T) {
	p := newHotplugPorts()
	if err := p.host(t).Unplug(t.Context(), pci.Address{Device: 4}); err != nil {
		t.Fatal(err)
	}
	want := []string{`device_del {"id":"nic"}`, "eject 0x10 with removal 0x10"}
	if diff := cmp.Diff(want, p.steps); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}

func TestUnplugOfNothing(t *testing.T) {
	err := newHotplugPorts().host(t).Unplug(t.Context(), pci.Address{Device: 7})
	if err == nil || !strings.Contains(err.Error(), "07.0") {
		t.Errorf("Unplug(): error %v, want 07.0 in it", err)
	}
}

func TestPlug(t *testing.T) {
	p := newHotplugPorts()
	err := p.host(t).Plug(t.Context(), pci.Address{Device: 6}, hotplug.Device{
		Driver: "virtio-rng-pci", ID: "rng1", Props: []hotplug.Prop{hotplug.Int("max-bytes", 4)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`device_add {"addr":"06.0","bus":"pci.0","driver":"virtio-rng-pci","id":"rng1","max-bytes":4,"romfile":""}`}
	if diff := cmp.Diff(want, p.steps); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}
