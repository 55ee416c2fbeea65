package gt64120_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// newHost returns the host bridge of a big-endian machine with a scripted link.
func newHost(t *testing.T, steps ...qtestfake.Step) *gt64120.Host {
	return gt64120.NewHost(guest.NewMachine(qtestfake.Script(t, steps...), binary.BigEndian, guest.RAM{}), [2]guest.Controller{{Path: "/pic"}, {Path: "/second"}})
}

// Steps on the wire, where the bytes of the bridge's registers are reversed on
// a big-endian machine.
func selects(address string) qtestfake.Step {
	return qtestfake.Step{Want: "writel 0x14000cf8 " + address, Send: "OK\n"}
}

func reads(v string) qtestfake.Step {
	return qtestfake.Step{Want: "readl 0x14000cfc", Send: "OK " + v + "\n"}
}

func writes(v string) qtestfake.Step {
	return qtestfake.Step{Want: "writel 0x14000cfc " + v, Send: "OK\n"}
}

func TestConfig(t *testing.T) {
	at := pci.Address{Bus: 2, Device: 19, Function: 1}
	h := newHost(t,
		qtestfake.Step{Want: "writel 0x14000c00 0x1000100", Send: "OK\n"},
		selects("0x990280"), reads("0x86800e10"), // vendor and device
		selects("0x3c990280"), reads("0x5010004"), // the byte beside
		writes("0xaa010004"),
		selects("0x4990280"), writes("0x7000000"), // Command without Status
		selects("0x10990280"), writes("0x78563412"),
	)
	if err := h.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := h.ReadConfig(t.Context(), at, qtest.Width16, 0x02); v != 0x100e || err != nil {
		t.Errorf("ReadConfig() = %#x, %v, want 0x100e", v, err)
	}
	for _, w := range []struct {
		width  qtest.Width
		offset uint16
		value  uint32
	}{
		{qtest.Width8, 0x3c, 0xaa}, {qtest.Width16, 0x04, 7}, {qtest.Width32, 0x10, 0x12345678},
	} {
		if err := h.WriteConfig(t.Context(), at, w.width, w.offset, w.value); err != nil {
			t.Errorf("WriteConfig(%d bytes at %#x): %v", w.width, w.offset, err)
		}
	}
}

func TestIntLine(t *testing.T) {
	for _, tc := range []struct {
		slot  uint8
		pin   pci.Pin
		route string // the doubleword of the four routes, all others off
		want  int
	}{
		{18, pci.INTA, "0x3808080", 3}, {19, pci.INTA, "0x80048080", 4}, {19, pci.INTD, "0x3808080", 3}, {21, pci.INTA, "0x80808007", 7},
	} {
		t.Run(fmt.Sprintf("slot %d %v", tc.slot, tc.pin), func(t *testing.T) {
			h := newHost(t, selects("0x60500080"), reads("0x80808080"), writes(tc.route))
			got, err := h.IntLine(t.Context(), pci.Address{Device: tc.slot}, tc.pin)
			if want := (guest.Controller{Path: "/pic"}).Line(tc.want); got != want || err != nil {
				t.Errorf("IntLine() = %v, %v, want %v", got, err, want)
			}
		})
	}
}

func TestIntLineOfNothing(t *testing.T) {
	h := newHost(t)
	for name, tc := range map[string]struct {
		slot uint8
		pin  pci.Pin
	}{
		"no pin": {19, pci.NoPin}, "five pins": {19, 5}, "no slot for cards": {10, pci.INTA}, "behind them": {22, pci.INTA},
	} {
		if _, err := h.IntLine(t.Context(), pci.Address{Device: tc.slot}, tc.pin); !errors.Is(err, pci.ErrNoPin) {
			t.Errorf("%s: error %v, want %v", name, err, pci.ErrNoPin)
		}
	}
}

func TestWindows(t *testing.T) {
	for _, w := range newHost(t).Windows() {
		if w.IO && (w.CPU-w.Base != 0x1000_0000 || w.Base < 0x1200 || w.Base+w.Size > 1<<16) {
			t.Errorf("I/O window %#x-%#x at %#x has ports in use", w.Base, w.Base+w.Size, w.CPU)
		}
		if !w.IO && w.CPU != w.Base {
			t.Errorf("memory window %#x appears at %#x", w.Base, w.CPU)
		}
	}
}
