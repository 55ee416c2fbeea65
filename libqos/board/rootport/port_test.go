package rootport_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func portSlot() pci.Address   { return pci.Address{Device: 3} }
func deviceSlot() pci.Address { return pci.Address{Bus: 1} }

// expressAt is the offset of the port's only capability in pcifake.
const expressAt = 0x40

// root is a root bus with a port and a device behind it, and with QEMU's part
// of hot plug.
type root struct {
	*pcifake.Host
	port  *pcifake.Function
	qmp   *qtestfake.QMP
	bus   *pci.Bus
	steps []string

	memory uint64 // size of the window of memory below 4 GiB, if not 0
	absent bool   // no device is behind a port
}

func newRoot(t *testing.T) *root {
	t.Helper()
	port := pcifake.New(pci.Model{Name: "port", ID: pci.ID{Vendor: 0x1b36, Device: 0x000c}, Capabilities: []pci.CapabilityID{pci.CapabilityExpress}})
	for offset := uint64(pcibridge.PrimaryBus); offset <= uint64(pcibridge.IOLimitHigh); offset += 2 {
		port.Allow(offset, qtest.Width16, 0xffff)
	}
	port.Allow(expressAt+uint64(rootport.SlotControl), qtest.Width16, 0xffff)
	device := pcifake.New(pci.Model{Name: "widget", ID: pci.EmulatedID(0x1b36, 5)})
	r := &root{
		Host: pcifake.NewHost(map[pci.Address]*pcifake.Function{portSlot(): port, deviceSlot(): device, plugSlot(): device}),
		port: port, qmp: qtestfake.NewQMP(),
	}
	r.qmp.On("query-pci", func(json.RawMessage) (string, error) {
		return `[{"devices": [{"bus": 0, "slot": 3, "function": 0, "qdev_id": "rp", "pci_bridge": {"devices": [` +
			`{"bus": 1, "slot": 0, "function": 0, "qdev_id": "nic"}, {"bus": 8, "slot": 0, "function": 0, "qdev_id": "nic"}]}}]}]`, nil
	})
	r.qmp.On("device_add", func(args json.RawMessage) (string, error) {
		r.steps = append(r.steps, "device_add "+string(args))
		return "{}", nil
	})
	r.qmp.On("device_del", func(args json.RawMessage) (string, error) {
		r.steps = append(r.steps, "device_del "+string(args))
		r.slot(uint64(rootport.SlotStatus), uint16(rootport.AttentionButton|rootport.Present))
		return "{}", nil
	})
	m := guest.NewMachine(r.Link, binary.LittleEndian, guest.RAM{})
	m.Monitor = r.qmp.Start(t)
	r.bus = pci.NewBus(m, r, portSlot())
	return r
}

// pic is the interrupt controller of package pcifake, with four lines per slot.
func pic() guest.Controller { return guest.Controller{Path: "/machine/pic"} }

// slot sets a register of the slot.
func (r *root) slot(offset uint64, v uint16) {
	r.port.SetConfig(reg.Reg[uint16](expressAt+offset), v)
}

// Windows returns the host bridge's windows.
func (r *root) Windows() []pci.Window {
	windows := r.Host.Windows()
	if r.memory != 0 {
		windows[1].Size = r.memory
	}
	return windows
}

// ReadConfig reads configuration space.
func (r *root) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	if r.absent && at.Bus != 0 {
		return ^uint32(0) >> (32 - 8*uint(w)), nil
	}
	return r.Host.ReadConfig(ctx, at, w, offset)
}

// WriteConfig writes configuration space and imitates QEMU's reaction to the
// slot's power.
func (r *root) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	if at == portSlot() && offset == expressAt+uint16(rootport.SlotStatus) {
		r.steps = append(r.steps, fmt.Sprintf("status %#x", v))
	}
	if at == portSlot() && offset == expressAt+uint16(rootport.SlotControl) {
		r.steps = append(r.steps, fmt.Sprintf("control %#x", v))
		if rootport.Control(v)&rootport.PowerOff == 0 {
			r.slot(uint64(rootport.LinkStatus), uint16(rootport.LinkActive))
		} else if err := r.qmp.Emit("DEVICE_DELETED", `{"device": "nic", "path": "/machine/peripheral/nic"}`); err != nil {
			return err
		}
	}
	return r.Host.WriteConfig(ctx, at, w, offset, v)
}

func (r *root) newPort(t *testing.T) *rootport.Port {
	t.Helper()
	p, err := rootport.New(t.Context(), r.bus)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSetup(t *testing.T) {
	r := newRoot(t)
	bus := r.newPort(t).Bus()
	check := func(when string) {
		t.Helper()
		got := map[string]uint64{}
		port, err := r.bus.Device(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got["buses"] = uint64(reg.Reg[uint32](pcibridge.PrimaryBus).ReadT(t, port.Config()) & 0xffffff)
		got["I/O base"] = uint64(pcibridge.IOBase.ReadT(t, port.Config()))
		got["I/O limit"] = uint64(pcibridge.IOLimit.ReadT(t, port.Config()))
		got["memory base"] = uint64(pcibridge.MemoryBase.ReadT(t, port.Config()))
		got["memory limit"] = uint64(pcibridge.MemoryLimit.ReadT(t, port.Config()))
		got["prefetchable base"] = uint64(pcibridge.PrefetchableBaseHigh.ReadT(t, port.Config()))<<32 | uint64(pcibridge.PrefetchableBase.ReadT(t, port.Config()))
		got["prefetchable limit"] = uint64(pcibridge.PrefetchableLimitHigh.ReadT(t, port.Config()))<<32 | uint64(pcibridge.PrefetchableLimit.ReadT(t, port.Config()))
		got["command"] = uint64(pci.Command.ReadT(t, port.Config()))
		want := map[string]uint64{
			"buses":    0x070100,
			"I/O base": 0x10, "I/O limit": 0x10, // 0x1000-0x1fff
			"memory base": 0x4000, "memory limit": 0x4000, // 0x40000000-0x400fffff
			"prefetchable base": 0x10_0000_0000, "prefetchable limit": 0x10_0000_00f0, // 0x1000000000-0x1000ffffff
			"command": 7,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("registers of the port %s (-want +got):\n%s", when, diff)
		}
	}
	check("at first")
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := bus.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("after a reset")
}

func TestBus(t *testing.T) {
	r := newRoot(t)
	r.Size = 4096
	p := r.newPort(t)
	if bus := p.Bus(); bus.Kind() != pci.Link || bus.Slot() != deviceSlot() || !p.CanPlug(deviceSlot()) || p.ConfigSize() != 4096 {
		t.Errorf("kind %v, slot %v, hot plug %v, configuration space %d", bus.Kind(), bus.Slot(), p.CanPlug(deviceSlot()), p.ConfigSize())
	}
	d, err := p.Bus().Device(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := pci.DeviceID.ReadT(t, d.Config()); got != 5 {
		t.Errorf("device ID = %#x, want that of the device behind the port", got)
	}
	var prefetchable []bool
	for _, w := range p.Windows() {
		prefetchable = append(prefetchable, w.Prefetchable)
	}
	if diff := cmp.Diff([]bool{false, false, true}, prefetchable); diff != "" {
		t.Errorf("prefetchable windows (-want +got):\n%s", diff)
	}
	for _, tc := range []struct {
		slot uint8
		pin  pci.Pin
		want pci.Pin // of the port
	}{{0, pci.INTA, pci.INTA}, {0, pci.INTD, pci.INTD}, {1, pci.INTA, pci.INTB}, {3, pci.INTC, pci.INTB}} {
		got, err := p.IntLine(t.Context(), pci.Address{Bus: 1, Device: tc.slot}, tc.pin)
		if want := pic().Line(3*4 + int(tc.want)); got != want || err != nil {
			t.Errorf("IntLine(slot %d, %v) = %v, %v, want %v", tc.slot, tc.pin, got, err, want)
		}
	}
	if _, err := p.IntLine(t.Context(), deviceSlot(), pci.NoPin); !errors.Is(err, pci.ErrNoPin) {
		t.Errorf("IntLine of no pin: %v", err)
	}
}

func TestNoPort(t *testing.T) {
	h := pcifake.NewHost(nil)
	if _, err := rootport.New(t.Context(), h.Bus(portSlot())); !errors.Is(err, pci.ErrNoDevice) {
		t.Errorf("New() without a device: error %v, want %v", err, pci.ErrNoDevice)
	}
}

func TestUnplug(t *testing.T) {
	r := newRoot(t)
	p := r.newPort(t)
	if err := p.Unplug(t.Context(), deviceSlot()); err != nil {
		t.Fatal(err)
	}
	want := []string{`device_del {"id":"nic"}`, "status 0x1", "control 0x700"}
	if diff := cmp.Diff(want, r.steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if err := p.Unplug(t.Context(), pci.Address{Bus: 1, Device: 1}); err == nil || !strings.Contains(err.Error(), "01.0") {
		t.Errorf("Unplug of nothing: error %v, want 01.0 in it", err)
	}
}

func TestPlug(t *testing.T) {
	r := newRoot(t)
	p := r.newPort(t)
	r.slot(uint64(rootport.SlotControl), uint16(rootport.PowerOff|rootport.PowerIndicatorOff))
	if err := p.Plug(t.Context(), deviceSlot(), hotplug.Device{Driver: "e1000e", ID: "again"}); err != nil {
		t.Fatal(err)
	}
	want := []string{`device_add {"addr":"00.0","bus":"rp","driver":"e1000e","id":"again","romfile":""}`, "control 0x100"}
	if diff := cmp.Diff(want, r.steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if err := p.Plug(t.Context(), pci.Address{Bus: 1, Device: 1}, hotplug.Device{Driver: "e1000e", ID: "second"}); err == nil {
		t.Error("Plug of a second device into the only slot succeeded")
	}
}

func TestNoSlot(t *testing.T) {
	r := newRoot(t)
	p := r.newPort(t)
	r.port.SetConfig(reg.Reg[uint16](pci.Status), 0) // the list of capabilities is gone
	if err := p.Unplug(t.Context(), deviceSlot()); !errors.Is(err, pci.ErrNoCapability) {
		t.Errorf("Unplug without a PCI Express capability: error %v, want %v", err, pci.ErrNoCapability)
	}
}
