package rootport_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/qtest"
)

// plugSlot returns the slot behind the port for hot plug.
func plugSlot() pci.Address { return pci.Address{Bus: 8} }

func (r *root) newComplex(t *testing.T) *rootport.Complex {
	t.Helper()
	c, err := rootport.NewComplex(t.Context(), r.bus)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComplexWindows(t *testing.T) {
	r := newRoot(t)
	r.memory = 0x280_1000 // its middle is not a multiple of 1 MiB
	got := r.newComplex(t).Windows()
	for i := range got {
		got[i].Ports = false
	}
	want := []pci.Window{
		{IO: true, Base: 0x1000, Size: 0x0, Bus: 0},
		{Base: 0x40000000, Size: 0x1400000, CPU: 0x90000000, Zero: true},
		{Base: 0x1000000000, Size: 0x800000, CPU: 0x1000000000, Zero: true},
		{IO: true, Base: 0x1000, Size: 0x1000, Bus: 8},
		{Base: 0x41400000, Size: 0x1401000, CPU: 0x91400000, Zero: true, Bus: 8},
		{Base: 0x1000800000, Size: 0x800000, CPU: 0x1000800000, Zero: true, Bus: 8, Prefetchable: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
}

func TestComplex(t *testing.T) {
	r := newRoot(t)
	c := r.newComplex(t)
	if c.CanPlug(pci.Address{Device: 4}) || !c.CanPlug(plugSlot()) {
		t.Error("CanPlug is true for an address that is not behind the port")
	}
	for _, tc := range []struct {
		at   pci.Address
		want int // number of the line, see pcifake
	}{{pci.Address{Device: 1}, 1*4 + 2}, {plugSlot(), 3*4 + 2}} {
		got, err := c.IntLine(t.Context(), tc.at, pci.INTB)
		if want := pic().Line(tc.want); got != want || err != nil {
			t.Errorf("IntLine(%v) = %v, %v, want %v", tc.at, got, err, want)
		}
	}
	if _, err := c.IntLine(t.Context(), pci.Address{Bus: 3}, pci.INTA); !errors.Is(err, pci.ErrNoPin) {
		t.Errorf("IntLine on no bus: error %v, want %v", err, pci.ErrNoPin)
	}
}

// TestComplexPlug plugs in a device beside an integrated one of the root
// complex, and removes it.
func TestComplexPlug(t *testing.T) {
	r := newRoot(t)
	c := r.newComplex(t)
	slot := pci.Address{Device: 3} // a slot in use
	bus := pci.NewBus(r.bus.Machine(), c, slot, pci.WithKind(pci.RootComplex), pci.WithSetup(c.Setup), pci.WithHotplug(c))
	r.absent = true
	r.qmp.On("device_add", func(json.RawMessage) (string, error) {
		r.absent = false
		return "{}", nil
	})
	d, err := bus.Plug(t.Context(), hotplug.Device{Driver: "e1000e", ID: "nic"})
	if err != nil {
		t.Fatal(err)
	}
	if d.Address() != plugSlot() || d.BusKind() != pci.Link || !d.CanUnplug() {
		t.Errorf("the device is at %v, on a bus of kind %v; it can be unplugged: %v", d.Address(), d.BusKind(), d.CanUnplug())
	}
	first, err := bus.Device(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first.BusKind() != pci.RootComplex || first.CanUnplug() {
		t.Errorf("the path's device is on a bus of kind %v; it can be unplugged: %v", first.BusKind(), first.CanUnplug())
	}
	if _, err := bus.Plug(t.Context(), hotplug.Device{Driver: "e1000e", ID: "third"}); err == nil {
		t.Error("PlugAt into a slot in use succeeded")
	}
	if err := bus.Unplug(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := bus.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := r.ReadConfig(t.Context(), portSlot(), qtest.Width8, uint16(pcibridge.SecondaryBus)); v != 8 || err != nil {
		t.Errorf("secondary bus number is %d (%v) after a reset, want 8", v, err)
	}
}

// TestPortOfComplex plugs in a device beside one behind its own port.
func TestPortOfComplex(t *testing.T) {
	r := newRoot(t)
	c := r.newComplex(t)
	root := pci.NewBus(r.bus.Machine(), c, portSlot(), pci.WithSetup(c.Setup), pci.WithHotplug(c))
	p, err := rootport.New(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	got := map[uint8]int{}
	for _, w := range p.Windows() {
		got[w.Bus]++
	}
	if diff := cmp.Diff(map[uint8]int{1: 3, 8: 3}, got); diff != "" {
		t.Errorf("windows by bus (-want +got):\n%s", diff)
	}
	if !p.CanPlug(deviceSlot()) || !p.CanPlug(plugSlot()) || p.CanPlug(pci.Address{Bus: 8, Device: 1}) {
		t.Error("CanPlug is true for an address that is not behind the two ports")
	}
	wire, err := p.IntLine(t.Context(), plugSlot(), pci.INTC)
	if want := pic().Line(3*4 + 3); wire != want || err != nil {
		t.Errorf("IntLine() behind the other port = %v, %v, want %v", wire, err, want)
	}
	r.absent = true
	r.qmp.On("device_add", func(json.RawMessage) (string, error) {
		r.absent = false
		return "{}", nil
	})
	d, err := p.Bus().Plug(t.Context(), hotplug.Device{Driver: "e1000e", ID: "nic"})
	if err != nil {
		t.Fatal(err)
	}
	if d.Address() != plugSlot() || d.BusKind() != pci.Link {
		t.Errorf("the device is at %v, on a bus of kind %v", d.Address(), d.BusKind())
	}
	if err := p.Bus().Unplug(t.Context(), d); err != nil {
		t.Error(err)
	}
}
