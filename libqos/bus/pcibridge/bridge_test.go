package pcibridge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/qtest"
)

// newBridge returns a bridge in slot 3 of a root bus, and its function.
func newBridge(t *testing.T) (*pcibridge.Bridge, *pcifake.Function) {
	t.Helper()
	slot := pci.Address{Device: 3}
	f := pcifake.New(pci.Model{Name: "bridge", ID: pci.EmulatedID(0x1b36, 1)})
	for offset := uint64(pcibridge.PrimaryBus); offset <= uint64(pcibridge.BridgeControl); offset += 2 {
		f.Allow(offset, qtest.Width16, 0xffff)
	}
	bus := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: f}).Bus(slot)
	b, err := pcibridge.New(t.Context(), bus, pci.Conventional, 1)
	if err != nil {
		t.Fatal(err)
	}
	return b, f
}

// TestNew wants one half of each window behind the bridge.
func TestNew(t *testing.T) {
	b, f := newBridge(t)
	type window struct {
		base, size uint64
		io, read   bool
	}
	var got []window
	for _, w := range b.Forwarded() {
		got = append(got, window{w.Base, w.Size, w.IO, w.Prefetchable})
	}
	want := []window{{0x1000, 0x1000, true, false}, {0x40000000, 0x100000, false, false}, {0x1000800000, 0x800000, false, true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(window{})); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
	if at := b.Bus().Slot(); at != (pci.Address{Bus: 1, Device: 1}) || b.Number() != 1 {
		t.Errorf("the path's device is at %v, behind bus %d, want 01:01.0, behind bus 1", at, b.Number())
	}
	if got := f.Config[pcibridge.PrimaryBus : pcibridge.SubordinateBus+1]; got[0] != 0 || got[1] != 1 || got[2] != pcibridge.Last {
		t.Errorf("bus numbers are %v, want [0 1 %d]", got, pcibridge.Last)
	}
	if b.Bus().Kind() != pci.Conventional || b.Primary().Slot().Device != 3 {
		t.Errorf("the bus is of kind %v, the bridge in slot %d", b.Bus().Kind(), b.Primary().Slot().Device)
	}
}

// TestForward wants the bounds of windows, and a limit below the base for one without a
// size.
func TestForward(t *testing.T) {
	b, f := newBridge(t)
	for _, tc := range []struct {
		name        string
		w           pci.Window
		base, limit reg.Reg[uint16]
		want        [2]uint16
	}{
		{"memory", pci.Window{Base: 0x4010_0000, Size: 0x20_0000}, pcibridge.MemoryBase, pcibridge.MemoryLimit, [2]uint16{0x4010, 0x4020}},
		{"no memory", pci.Window{Base: 0x4010_0000}, pcibridge.MemoryBase, pcibridge.MemoryLimit, [2]uint16{0x4010, 0x4000}},
		{"prefetchable", pci.Window{Base: 0x10_4010_0000, Size: 0x20_0000, Prefetchable: true}, pcibridge.PrefetchableBase, pcibridge.PrefetchableLimit, [2]uint16{0x4010, 0x4020}},
		{"above 4 GiB", pci.Window{Base: 0x10_4010_0000, Size: 0x20_0000, Prefetchable: true}, reg.Reg[uint16](pcibridge.PrefetchableBaseHigh), reg.Reg[uint16](pcibridge.PrefetchableLimitHigh), [2]uint16{0x10, 0x10}},
		{"I/O", pci.Window{IO: true, Base: 0x1_2000, Size: 0x2000}, reg.Reg[uint16](pcibridge.IOBase), pcibridge.IOBaseHigh, [2]uint16{0x3020, 1}},
		{"no I/O", pci.Window{IO: true, Base: 0x2000}, reg.Reg[uint16](pcibridge.IOBase), pcibridge.IOBaseHigh, [2]uint16{0x1020, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := b.Forward(t.Context(), tc.w); err != nil {
				t.Fatal(err)
			}
			word := func(r reg.Reg[uint16]) uint16 { return uint16(f.Config[r]) | uint16(f.Config[r+1])<<8 }
			if got := [2]uint16{word(tc.base), word(tc.limit)}; got != tc.want {
				t.Errorf("registers %#x and %#x are %#x, want %#x", uint64(tc.base), uint64(tc.limit), got, tc.want)
			}
		})
	}
}
