package pci_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// assorted returns a model with a BAR of each kind.
func assorted() pci.Model {
	m := named()
	m.BARs = []pci.BAR{
		{Index: 0, Kind: pci.IO, Size: 32},
		{Index: 1, Kind: pci.Memory32, Size: 64},
		{Index: 2, Kind: pci.Memory64, Size: 1 << 14},
		{Index: 4, Kind: pci.Memory32, Size: 1 << 16},
	}
	return m
}

func TestMap(t *testing.T) {
	for _, mapped := range []bool{false, true} {
		name := "ports"
		if mapped {
			name = "memory-mapped ports"
		}
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			d, f, h := plug(t, assorted())
			h.MappedIO = mapped
			bus := h.Bus(slot()) // asks for the windows again
			d, err := bus.Attach(ctx, d.Model())
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Enable(ctx); err != nil {
				t.Fatal(err)
			}
			for i, b := range d.Model().BARs {
				r, err := d.Map(ctx, b.Index)
				if err != nil {
					t.Fatal(err)
				}
				if r.Base()%b.Size != 0 || r.Base() == 0 {
					t.Errorf("%v is at %#x, not a multiple of its size", b, r.Base())
				}
				if zero := b.Kind != pci.IO || mapped; zero != (r.Empty(qtest.Width16) == 0) {
					t.Errorf("%v: Empty() = %#x", b, r.Empty(qtest.Width16))
				}
				if _, memory := r.Address(); memory != (b.Kind != pci.IO || mapped) {
					t.Errorf("%v: Address() reports memory-mapped %v", b, memory)
				}
				const at reg.Reg[uint32] = 0x10
				want := 0x11223344 * uint32(i+1)
				at.WriteT(t, r, want)
				if got := at.ReadT(t, r); got != want {
					t.Errorf("%v = %#x after a write, want %#x", b, got, want)
				}
				if got := binary.LittleEndian.Uint32(f.BARs[i].Memory[at:]); got != want {
					t.Errorf("%v: the device got %#x, want %#x", b, got, want)
				}
			}
		})
	}
}

func TestOpen(t *testing.T) {
	ctx := t.Context()
	const at reg.Reg[uint32] = 0x10
	d, f, h := plug(t, assorted())
	d, r, err := h.Bus(slot()).Open(ctx, d.Model(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.String(), "widget at 00:04.0"; got != want {
		t.Errorf("Open() returned %q, want %q", got, want)
	}
	if got, want := pci.Command.ReadT(t, d.Config()), pci.CommandIO|pci.CommandMemory|pci.CommandMaster; got != want {
		t.Errorf("Command is %v, want %v", got, want)
	}
	at.WriteT(t, r, 0x11223344)
	if got, want := f.BARs[1].Memory[at:at+4], []byte{0x44, 0x33, 0x22, 0x11}; !bytes.Equal(got, want) {
		t.Errorf("BAR1 got % x, want % x", got, want)
	}
	if _, _, err := h.Bus(slot()).Open(ctx, d.Model(), 5); !errors.Is(err, pci.ErrNoBAR) {
		t.Errorf("Open() of a missing BAR: %v, want %v", err, pci.ErrNoBAR)
	}
	if _, _, err := h.Bus(pci.Address{Device: 5}).Open(ctx, d.Model(), 1); !errors.Is(err, pci.ErrNoDevice) {
		t.Errorf("Open() in an empty slot: %v, want %v", err, pci.ErrNoDevice)
	}
}

func TestMapOrder(t *testing.T) {
	d, f, _ := plug(t, assorted())
	if err := d.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, bar := range []int{0, 1} { // ports and memory
		r, err := d.MapOrder(t.Context(), bar, binary.BigEndian)
		if err != nil {
			t.Fatal(err)
		}
		reg.Reg[uint32](4).WriteT(t, r, 0x01020304)
		if got, want := f.BARs[i].Memory[4:8], []byte{1, 2, 3, 4}; !bytes.Equal(got, want) {
			t.Errorf("BAR%d: the device got % x, want % x", bar, got, want)
		}
		if got, want := reg.Reg[uint16](6).ReadT(t, r), uint16(0x0304); got != want {
			t.Errorf("BAR%d holds %#x, want %#x", bar, got, want)
		}
	}
}

func TestMapAgain(t *testing.T) {
	ctx := t.Context()
	d, f, _ := plug(t, assorted())
	first, err := d.Map(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	f.Reset()
	again, err := d.Map(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	if first.Base() != again.Base() {
		t.Errorf("BAR2 moved from %#x to %#x", first.Base(), again.Base())
	}
	if got, want := pci.BaseAddress(2).ReadT(t, d.Config()), uint32(first.Base())|4; got != want {
		t.Errorf("base address register 2 holds %#x after reset and Map, want %#x", got, want)
	}
	if err := d.Unmap(ctx, 2); err != nil {
		t.Fatal(err)
	}
	if got := pci.BaseAddress(2).ReadT(t, d.Config()); got != 4 {
		t.Errorf("base address register 2 holds %#x after Unmap, want only its type", got)
	}
	if err := d.Unmap(ctx, 2); err == nil {
		t.Error("a second Unmap succeeded")
	}
}

func TestMapApart(t *testing.T) {
	ctx := t.Context()
	m := named()
	m.BARs = []pci.BAR{{Index: 1, Kind: pci.Memory32, Size: 64}, {Index: 4, Kind: pci.Memory32, Size: 16}}
	d, _, _ := plug(t, m)
	small, err := d.Map(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	other, err := d.Map(ctx, 4)
	if err != nil {
		t.Fatal(err)
	}
	if small.Base()/4096 == other.Base()/4096 {
		t.Errorf("BARs at %#x and %#x share a page", small.Base(), other.Base())
	}
	if err := d.Unmap(ctx, 1); err != nil {
		t.Fatal(err)
	}
	back, err := d.Map(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if back.Base() != small.Base() {
		t.Errorf("BAR1 is at %#x, want the freed %#x", back.Base(), small.Base())
	}
}

func TestMapWithoutRoom(t *testing.T) {
	m := named()
	m.BARs = []pci.BAR{
		{Index: 0, Kind: pci.Memory32, Size: 1 << 21},
		{Index: 1, Kind: pci.Memory64, Size: 1 << 21},
		{Index: 3, Kind: pci.IO, Size: 1 << 13},
	}
	d, _, _ := plug(t, m)
	for _, bar := range []int{0, 3} {
		if _, err := d.Map(t.Context(), bar); !errors.Is(err, pci.ErrNoWindow) {
			t.Errorf("Map(%d): error %v, want one that wraps ErrNoWindow", bar, err)
		}
	}
	r, err := d.Map(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if r.Base() < 1<<32 {
		t.Errorf("BAR1 is at %#x, outside of the windows", r.Base())
	}
}

func TestMapNotSticking(t *testing.T) {
	d, f, _ := plug(t, assorted())
	if _, err := d.Map(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	f.Reset()
	f.Allow(uint64(pci.BaseAddress(1)), qtest.Width32, 0)
	if _, err := d.Map(t.Context(), 1); err == nil {
		t.Error("Map(1) succeeded though the register cannot be written")
	}
}

func TestRegionBounds(t *testing.T) {
	ctx := t.Context()
	d, f, _ := plug(t, assorted())
	if err := d.Enable(ctx); err != nil {
		t.Fatal(err)
	}
	ports, err := d.Map(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	memory, err := d.Map(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	block := []byte{1, 2, 3, 4}
	if err := memory.WriteMemory(ctx, 60, block); err != nil {
		t.Error(err)
	}
	got := make([]byte, 4)
	if err := memory.ReadMemory(ctx, 60, got); err != nil || !bytes.Equal(got, block) || !bytes.Equal(f.BARs[1].Memory[60:], block) {
		t.Errorf("ReadMemory: % x, %v, want % x", got, err, block)
	}
	for _, tc := range []struct {
		name string
		run  func() error
	}{
		{"load across the end", func() error { _, err := memory.Load(ctx, qtest.Width32, 62); return err }},
		{"store across the end", func() error { return memory.Store(ctx, qtest.Width64, 60, 0) }},
		{"load far outside", func() error { _, err := memory.Load(ctx, qtest.Width8, ^uint64(0)); return err }},
		{"block across the end", func() error { return memory.WriteMemory(ctx, 61, block) }},
		{"block of ports", func() error { return ports.ReadMemory(ctx, 0, got) }},
		{"64-bit port", func() error { _, err := ports.Load(ctx, qtest.Width64, 0); return err }},
		{"64-bit store to ports", func() error { return ports.Store(ctx, qtest.Width64, 0, 0) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.run(); err == nil {
				t.Error("no error")
			}
		})
	}
}
