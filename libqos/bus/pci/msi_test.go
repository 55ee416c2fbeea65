package pci_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/pci"
)

func TestMSI(t *testing.T) {
	ctx := t.Context()
	d, f, h := plug(t, signalling(pci.CapabilityMSI))
	m, err := d.MSI(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Vectors(), 4; got != want {
		t.Errorf("Vectors() = %d, want %d", got, want)
	}
	if err := errors.Join(d.Enable(ctx), m.Configure(ctx, 2), m.Enable(ctx)); err != nil {
		t.Fatal(err)
	}
	control, err := m.Control(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := control & pci.MSIMultiple >> 4; got != 2 {
		t.Errorf("2^%d vectors are granted, want 2^2 for vector 2", got)
	}
	fired(t, m, 2, false)
	f.SendMSI(capabilityAt, 2)
	fired(t, m, 2, true)
	fired(t, m, 2, false)

	for _, want := range [][]int{{2}, nil} {
		if want != nil {
			f.SendMSI(capabilityAt, 2)
		}
		got, err := m.Arrived(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Arrived() mismatch (-want +got):\n%s", diff)
		}
	}

	f.SendMSI(capabilityAt, 1)
	if _, err := m.Fired(ctx, 2); err == nil {
		t.Error("Fired(2) with the message of vector 1 returned no error")
	}
	fired(t, m, 1, true)

	h.OnStep = func() { f.SendMSI(capabilityAt, 3) }
	if err := m.Wait(ctx, 3); err != nil {
		t.Error(err)
	}
	h.OnStep = nil

	if err := m.Mask(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if got := f.Config[capabilityAt+16]; got != 1<<1 {
		t.Errorf("mask bits are %#x, want vector 1's", got)
	}
	if err := m.Unmask(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if got := f.Config[capabilityAt+16]; got != 0 {
		t.Errorf("mask bits are %#x, want none", got)
	}
	f.Config[capabilityAt+20] = 1 << 3
	pending(t, m, 3, true)
	pending(t, m, 2, false)

	if err := m.Disable(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Bus().Machine().Alloc.Check(); err != nil {
		t.Errorf("after Disable: %v", err)
	}
	f.SendMSI(capabilityAt, 0)
	if got, want := len(f.Messages), 4; got != want {
		t.Errorf("%d messages were sent, want %d: none after Disable", got, want)
	}
}

func TestMSIErrors(t *testing.T) {
	ctx := t.Context()
	d, f, _ := plug(t, signalling(pci.CapabilityMSI))
	f.Config[capabilityAt+3] &^= 1 // no masking of vectors
	m, err := d.MSI(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fired(ctx, 0); !errors.Is(err, pci.ErrNotConfigured) {
		t.Errorf("Fired(0): error %v, want one that wraps ErrNotConfigured", err)
	}
	if err := m.Configure(ctx, 4); !errors.Is(err, pci.ErrNoVector) {
		t.Errorf("Configure(4): error %v, want one that wraps ErrNoVector", err)
	}
	if err := m.Mask(ctx, 0); !errors.Is(err, pci.ErrNoMasking) {
		t.Errorf("Mask(0): error %v, want one that wraps ErrNoMasking", err)
	}
	if _, err := m.Pending(ctx, 0); !errors.Is(err, pci.ErrNoMasking) {
		t.Errorf("Pending(0): error %v, want one that wraps ErrNoMasking", err)
	}
}

func TestMSIWith32BitAddress(t *testing.T) {
	ctx := t.Context()
	d, f, _ := plug(t, signalling(pci.CapabilityMSI))
	f.Config[capabilityAt+2] &^= byte(pci.MSI64Bit)
	m, err := d.MSI(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Configure(ctx, 0); err != nil {
		t.Fatal(err)
	}
	// The data is in the place of a 64-bit address's upper half.
	if got := f.Config[capabilityAt+8 : capabilityAt+10]; got[0] != 0xc0 || got[1] != 0x51 {
		t.Errorf("Message Data is % x, want c0 51", got)
	}
}
