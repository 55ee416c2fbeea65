package pci_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
)

func TestIdentity(t *testing.T) {
	m := named()
	m.Class = pci.ClassNVMe
	d, f, h := plug(t, m)
	f.SetConfig(pci.SubsystemID, 0x1101)
	id, err := d.ID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pci.ID{Vendor: 0x1b36, Device: 5, SubsystemVendor: 0x1af4, Subsystem: 0x1101}, id); diff != "" {
		t.Errorf("ID() mismatch (-want +got):\n%s", diff)
	}
	class, err := d.Class(t.Context())
	if class != pci.ClassNVMe || err != nil {
		t.Errorf("Class() = %v, %v, want %v", class, err, pci.ClassNVMe)
	}
	if got, want := d.String(), "widget at 00:04.0"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	h.Swapped = true
	if id, err = d.ID(t.Context()); err != nil || id.Vendor != 0x0500 || id.Device != 0x361b {
		t.Errorf("ID() in the wrong byte order = %v, %v", id, err)
	}
}

func TestEnable(t *testing.T) {
	ctx := t.Context()
	d, _, _ := plug(t, named())
	const other = pci.CommandINTxDisable
	pci.Command.WriteT(t, d.Config(), other)
	if err := d.Enable(ctx); err != nil {
		t.Fatal(err)
	}
	if got, want := pci.Command.ReadT(t, d.Config()), pci.CommandIO|pci.CommandMemory|pci.CommandMaster|other; got != want {
		t.Errorf("Command is %v, want %v", got, want)
	}
	if err := d.Disable(ctx); err != nil {
		t.Fatal(err)
	}
	if got := pci.Command.ReadT(t, d.Config()); got != other {
		t.Errorf("Command is %v, want %v", got, other)
	}
}

func TestINTx(t *testing.T) {
	ctx := t.Context()
	m := named()
	m.Pin = pci.INTB
	d, f, h := plug(t, m)
	line, err := d.INTx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := h.Intercepted, "/machine/pic"; got != want {
		t.Errorf("inputs of %q are intercepted, want those of %q", got, want)
	}
	if line.Raised() {
		t.Error("the line is raised")
	}
	h.Lines[4*4+2] = true
	if !line.Raised() {
		t.Error("the line of slot 4, INTB#, is not raised")
	}
	for _, pin := range []byte{0, 5} {
		f.Config[pci.InterruptPin] = pin
		if _, err := d.INTx(ctx); !errors.Is(err, pci.ErrNoPin) {
			t.Errorf("INTx() with pin %d: error %v, want one that wraps ErrNoPin", pin, err)
		}
	}
}

func TestResetFunction(t *testing.T) {
	ctx := t.Context()
	m := named()
	m.Capabilities = []pci.CapabilityID{pci.CapabilityVendor, pci.CapabilityExpress}
	d, f, h := plug(t, m)
	if err := d.Enable(ctx); err != nil {
		t.Fatal(err)
	}
	if can, err := d.CanReset(ctx); !can || err != nil {
		t.Errorf("CanReset() = %v, %v, want true", can, err)
	}
	if err := d.ResetFunction(ctx); err != nil {
		t.Fatal(err)
	}
	if got := pci.Command.ReadT(t, d.Config()); got != 0 {
		t.Errorf("Command is %v after reset, want 0", got)
	}
	if h.Now < 100*time.Millisecond {
		t.Errorf("%v have passed, want at least 100 ms", h.Now)
	}
	const express = 0x80
	f.Config[express+7] = 0 // Device Capabilities without function level reset
	d, err := d.Bus().Device(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if can, err := d.CanReset(ctx); can || err != nil {
		t.Errorf("CanReset() = %v, %v, want false", can, err)
	}
	if err := d.ResetFunction(ctx); !errors.Is(err, pci.ErrNoCapability) {
		t.Errorf("ResetFunction(): error %v, want one that wraps ErrNoCapability", err)
	}
}

func TestAdvancedFeaturesReset(t *testing.T) {
	ctx := t.Context()
	m := named()
	m.Capabilities = []pci.CapabilityID{pci.CapabilityAdvancedFeatures}
	d, f, _ := plug(t, m)
	f.Config[capabilityAt+3] = 2 // AF Capabilities: FLR
	f.Allow(capabilityAt+4, 1, 1)
	if err := d.ResetFunction(ctx); err != nil {
		t.Fatal(err)
	}
	if got := f.Config[capabilityAt+4]; got != 1 {
		t.Errorf("AF Control is %#x, want 0x1", got)
	}
}

func TestScan(t *testing.T) {
	at := func(device, function uint8) pci.Address { return pci.Address{Device: device, Function: function} }
	functions := map[pci.Address]*pcifake.Function{}
	for _, a := range []pci.Address{at(0, 0), at(1, 0), at(1, 3), at(2, 0), at(2, 1), at(31, 0)} {
		functions[a] = pcifake.New(named())
	}
	functions[at(1, 0)].Config[pci.HeaderType] = byte(pci.HeaderMultiFunction)
	bus := pcifake.NewHost(functions).Bus(slot())
	devices, err := bus.Scan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []pci.Address
	for _, d := range devices {
		got = append(got, d.Address())
	}
	// 02.1 is not probed: 02.0 does not report other functions.
	want := []pci.Address{at(0, 0), at(1, 0), at(1, 3), at(2, 0), at(31, 0)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Scan() mismatch (-want +got):\n%s", diff)
	}
	if _, err := bus.Device(t.Context()); !errors.Is(err, pci.ErrNoDevice) {
		t.Errorf("Device() of an empty slot: error %v, want one that wraps ErrNoDevice", err)
	}
}

func TestHotplug(t *testing.T) {
	ctx := t.Context()
	d, _, _ := plug(t, assorted())
	bus := d.Bus()
	widget := hotplug.Device{Driver: "widget", ID: "w"}
	var plugged []*pci.Device
	for range 2 {
		p, err := bus.Plug(ctx, widget)
		if err != nil {
			t.Fatal(err)
		}
		plugged = append(plugged, p)
	}
	if got, want := plugged[1].Address(), (pci.Address{Device: 6}); got != want {
		t.Errorf("the second device is at %v, want %v", got, want)
	}
	if err := bus.Unplug(ctx, plugged[0]); err != nil {
		t.Fatal(err)
	}
	if present, err := plugged[0].Present(ctx); present || err != nil {
		t.Errorf("Present() = %v, %v after Unplug", present, err)
	}
	again, err := bus.Plug(ctx, widget)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := again.Address(), (pci.Address{Device: 5}); got != want {
		t.Errorf("the third device is at %v, want the free slot %v", got, want)
	}

	first, err := d.Map(ctx, 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Unplug(ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := d.Unmap(ctx, 4); err == nil || !strings.Contains(err.Error(), "is not mapped") {
		t.Errorf("Unmap() of BAR4 at %#x after Unplug: error %v, want one with \"is not mapped\"", first.Base(), err)
	}
}

func TestHotplugNowhere(t *testing.T) {
	d, _, h := plug(t, named())
	bus := pci.NewBus(d.Bus().Machine(), h, slot())
	if d, err := bus.Device(t.Context()); err != nil || d.CanUnplug() {
		t.Errorf("CanUnplug() without hot plug (%v)", err)
	}
	if _, err := bus.Plug(t.Context(), hotplug.Device{Driver: "widget"}); !errors.Is(err, pci.ErrNoHotplug) {
		t.Errorf("Plug(): error %v, want one that wraps ErrNoHotplug", err)
	}
	if _, err := bus.PlugAt(t.Context(), pci.Address{Device: 9}, hotplug.Device{Driver: "widget"}); !errors.Is(err, pci.ErrNoHotplug) {
		t.Errorf("PlugAt(): error %v, want one that wraps ErrNoHotplug", err)
	}
	if err := bus.Unplug(t.Context(), d); !errors.Is(err, pci.ErrNoHotplug) {
		t.Errorf("Unplug(): error %v, want one that wraps ErrNoHotplug", err)
	}
	functions := map[pci.Address]*pcifake.Function{}
	for device := range uint8(32) {
		functions[pci.Address{Device: device}] = pcifake.New(named())
	}
	full := pcifake.NewHost(functions).Bus(slot())
	if _, err := full.Plug(t.Context(), hotplug.Device{Driver: "widget"}); err == nil {
		t.Error("Plug() into a full bus succeeded")
	}
}

func TestModelBits(t *testing.T) {
	got := []uint64{pci.Landmark{Width: 1}.Bits(), pci.Landmark{Width: 8}.Bits(), pci.Landmark{Width: 4, Mask: 3}.Bits()}
	if want := []uint64{0xff, ^uint64(0), 3}; !slices.Equal(got, want) {
		t.Errorf("Bits() = %#x, want %#x", got, want)
	}
}
