package q35_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// newHost returns a host bridge with a scripted link.
func newHost(t *testing.T, steps ...qtestfake.Step) *q35.Host {
	conn := qtestfake.Script(t, steps...)
	return q35.NewHost(guest.NewMachine(conn, binary.LittleEndian, guest.RAM{}))
}

func TestConfig(t *testing.T) {
	h := newHost(t,
		qtestfake.Step{Want: "outl 0xcf8 0x80000064", Send: "OK\n"},
		qtestfake.Step{Want: "outl 0xcfc 0x0", Send: "OK\n"},
		qtestfake.Step{Want: "outl 0xcf8 0x80000060", Send: "OK\n"},
		qtestfake.Step{Want: "outl 0xcfc 0xe0000001", Send: "OK\n"},
		qtestfake.Step{Want: "readw 0xe0118102", Send: "OK 0x10d3\n"},
	)
	if err := h.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := h.ReadConfig(t.Context(), pci.Address{Bus: 1, Device: 3}, qtest.Width16, 0x102)
	if v != 0x10d3 || err != nil {
		t.Errorf("ReadConfig() = %#x, %v, want 0x10d3", v, err)
	}
}

func TestIntLine(t *testing.T) {
	h := newHost(t)
	for _, tc := range []struct {
		slot uint8
		pin  pci.Pin
		want int
	}{
		{0, pci.INTA, 20}, {3, pci.INTA, 23}, {3, pci.INTB, 20}, {24, pci.INTD, 23},
	} {
		t.Run(fmt.Sprintf("slot %d %v", tc.slot, tc.pin), func(t *testing.T) {
			got, err := h.IntLine(t.Context(), pci.Address{Device: tc.slot}, tc.pin)
			if want := (guest.Controller{Path: "/machine/q35/ioapic"}).Line(tc.want); got != want || err != nil {
				t.Errorf("IntLine() = %v, %v, want %v", got, err, want)
			}
		})
	}
	for name, at := range map[string]pci.Address{"the chipset's own": {Device: 31}, "another bus": {Bus: 1}} {
		if _, err := h.IntLine(t.Context(), at, pci.INTA); !errors.Is(err, pci.ErrNoPin) {
			t.Errorf("IntLine() of %s: error %v, want %v", name, err, pci.ErrNoPin)
		}
	}
	if _, err := h.IntLine(t.Context(), pci.Address{}, pci.NoPin); !errors.Is(err, pci.ErrNoPin) {
		t.Errorf("IntLine() of no pin: error %v, want %v", err, pci.ErrNoPin)
	}
}

func TestWindows(t *testing.T) {
	const ram, config, ioapic = 128 << 20, 0xe000_0000, 0xfec0_0000
	for _, w := range newHost(t).Windows() {
		switch end := w.Base + w.Size; {
		case w.IO && (!w.Ports || w.Base < 0x1000 || end > 1<<16):
			t.Errorf("I/O window %#x-%#x has ports in use", w.Base, end)
		case !w.IO && (w.CPU != w.Base || w.Base < ram):
			t.Errorf("memory window %#x appears at %#x", w.Base, w.CPU)
		case !w.IO && w.Base < 1<<32 && (end > ioapic || w.Base < config+256<<20 && end > config):
			t.Errorf("memory window %#x-%#x is not free", w.Base, end)
		}
	}
}
