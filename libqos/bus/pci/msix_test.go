package pci_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
)

// capabilityAt is the offset of a model's first capability in pcifake.
const capabilityAt = 0x40

// signalling returns a model with an MSI-X table of 70 vectors, or with MSI of 4
// messages.
func signalling(id pci.CapabilityID) pci.Model {
	m := named()
	m.Capabilities = []pci.CapabilityID{id}
	m.MSI, m.MSIX = 4, 70
	m.BARs = []pci.BAR{{Index: 2, Kind: pci.Memory64, Size: 4096}}
	return m
}

// newMSIX returns an enabled MSI-X capability, with memory space and bus master on.
func newMSIX(t *testing.T) (*pci.MSIX, *pci.Device, *pcifake.Function, *pcifake.Host) {
	t.Helper()
	d, f, h := plug(t, signalling(pci.CapabilityMSIX))
	x, err := d.MSIX(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Enable(t.Context()), x.Enable(t.Context())); err != nil {
		t.Fatal(err)
	}
	return x, d, f, h
}

func TestMSIXTable(t *testing.T) {
	ctx := t.Context()
	x, d, _, _ := newMSIX(t)
	if got, want := x.Vectors(), 70; got != want {
		t.Errorf("Vectors() = %d, want %d", got, want)
	}
	if bar, offset := x.Table(); bar != 2 || offset != 0 {
		t.Errorf("Table() = BAR%d, %#x, want BAR2, 0", bar, offset)
	}
	if bar, offset := x.PendingBits(); bar != 2 || offset != 0x800 {
		t.Errorf("PendingBits() = BAR%d, %#x, want BAR2, 0x800", bar, offset)
	}
	if e, err := x.Entry(ctx, 69); err != nil || e != (pci.Entry{Masked: true}) {
		t.Errorf("Entry(69) = %v, %v, want a masked one", e, err)
	}
	want := pci.Entry{Address: 0x123456789abcdef0, Data: 0xfedcba98}
	if err := x.SetEntry(ctx, 69, want); err != nil {
		t.Fatal(err)
	}
	got, err := x.Entry(ctx, 69)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Entry(69) mismatch (-want +got):\n%s", diff)
	}
	r, err := d.Map(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 16)
	if err := r.ReadMemory(ctx, 69*16, p); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("\xf0\xde\xbc\x9a\x78\x56\x34\x12\x98\xba\xdc\xfe\x00\x00\x00\x00", string(p)); diff != "" {
		t.Errorf("table entry 69 mismatch (-want +got):\n%s", diff)
	}
}

func TestMSIXFires(t *testing.T) {
	ctx := t.Context()
	x, d, f, h := newMSIX(t)
	for _, vector := range []int{0, 69} {
		if err := x.Configure(ctx, vector); err != nil {
			t.Fatal(err)
		}
	}
	fired(t, x, 69, false)
	f.Pend(69)
	fired(t, x, 0, false)
	fired(t, x, 69, true)
	fired(t, x, 69, false) // taken

	if err := x.Mask(ctx, 69); err != nil {
		t.Fatal(err)
	}
	f.Pend(69)
	fired(t, x, 69, false)
	pending(t, x, 69, true)
	pending(t, x, 68, false)
	if err := x.Unmask(ctx, 69); err != nil {
		t.Fatal(err)
	}
	pending(t, x, 69, false)
	fired(t, x, 69, true)

	if err := x.MaskAll(ctx, true); err != nil {
		t.Fatal(err)
	}
	f.Pend(0)
	fired(t, x, 0, false)
	if err := x.MaskAll(ctx, false); err != nil {
		t.Fatal(err)
	}
	fired(t, x, 0, true)

	h.OnStep = func() { f.Pend(0) }
	if err := x.Wait(ctx, 0); err != nil {
		t.Error(err)
	}
	h.OnStep = nil

	if err := x.Disable(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Bus().Machine().Alloc.Check(); err != nil {
		t.Errorf("after Disable: %v", err)
	}
	if e, err := x.Entry(ctx, 69); err != nil || !e.Masked {
		t.Errorf("after Disable: Entry(69) = %v, %v, want a masked one", e, err)
	}
	if control, err := x.Control(ctx); err != nil || control&pci.MSIXEnable != 0 {
		t.Errorf("after Disable: Control() = %#x, %v", control, err)
	}
}

func TestMSIXErrors(t *testing.T) {
	ctx := t.Context()
	x, d, f, _ := newMSIX(t)
	if _, err := x.Fired(ctx, 3); !errors.Is(err, pci.ErrNotConfigured) {
		t.Errorf("Fired(3): error %v, want one that wraps ErrNotConfigured", err)
	}
	for _, vector := range []int{-1, 70} {
		if err := x.Configure(ctx, vector); !errors.Is(err, pci.ErrNoVector) {
			t.Errorf("Configure(%d): error %v, want one that wraps ErrNoVector", vector, err)
		}
		if _, err := x.Pending(ctx, vector); !errors.Is(err, pci.ErrNoVector) {
			t.Errorf("Pending(%d): error %v, want one that wraps ErrNoVector", vector, err)
		}
	}
	if err := x.Configure(ctx, 3); err != nil {
		t.Fatal(err)
	}
	e, err := x.Entry(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Bus().Machine().WriteMemory(ctx, e.Address, []byte{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Fired(ctx, 3); err == nil || !strings.Contains(err.Error(), "0x4030201") {
		t.Errorf("Fired(3) with another message: error %v, want 0x4030201 in it", err)
	}
	f.Config[capabilityAt+8], f.Config[capabilityAt+9] = 0xf8|2, 0x0f // the pending bits 8 bytes before the end of 4096
	if _, err := d.MSIX(ctx); err == nil || !strings.Contains(err.Error(), "pending bits: 16 bytes at 0xff8 are outside") {
		t.Errorf("MSIX() with the pending bits outside their BAR: error %v", err)
	}
	f.Config[capabilityAt+5] = 0x0f // the table at 0xf00 of 4096 bytes
	if _, err := d.MSIX(ctx); err == nil || !strings.Contains(err.Error(), "outside of BAR2") {
		t.Errorf("MSIX() with the table outside its BAR: error %v", err)
	}
	f.Config[capabilityAt+4] = 5
	if _, err := d.MSIX(ctx); !errors.Is(err, pci.ErrNoBAR) {
		t.Errorf("MSIX() with the table in no BAR: error %v, want one that wraps ErrNoBAR", err)
	}
}

// fired checks the result of Fired.
func fired(t *testing.T, m pci.Messages, vector int, want bool) {
	t.Helper()
	if got, err := m.Fired(t.Context(), vector); got != want || err != nil {
		t.Errorf("Fired(%d) = %v, %v, want %v", vector, got, err, want)
	}
}

// pending checks the result of Pending.
func pending(t *testing.T, m pci.Messages, vector int, want bool) {
	t.Helper()
	if got, err := m.Pending(t.Context(), vector); got != want || err != nil {
		t.Errorf("Pending(%d) = %v, %v, want %v", vector, got, err, want)
	}
}

// TestMSIXArrived checks all vectors together.
func TestMSIXArrived(t *testing.T) {
	ctx := t.Context()
	x, d, f, _ := newMSIX(t)
	if _, err := x.Arrived(ctx); !errors.Is(err, pci.ErrNotConfigured) {
		t.Errorf("Arrived(): error %v, want one that wraps ErrNotConfigured", err)
	}
	for _, vector := range []int{0, 3, 69} {
		if err := x.Configure(ctx, vector); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Mask(ctx, 3); err != nil {
		t.Fatal(err)
	}
	for _, vector := range []int{69, 3, 0} {
		f.Pend(vector)
	}
	for _, want := range [][]int{{0, 69}, nil} {
		got, err := x.Arrived(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Arrived() mismatch (-want +got):\n%s", diff)
		}
	}
	got, err := x.AllPending(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{3}, got); diff != "" {
		t.Errorf("AllPending() mismatch (-want +got):\n%s", diff)
	}
	e, err := x.Entry(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Bus().Machine().WriteMemory(ctx, e.Address+4, []byte{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Arrived(ctx); err == nil || !strings.Contains(err.Error(), "0x4030201") {
		t.Errorf("Arrived() with a message to vector 4: error %v, want 0x4030201 in it", err)
	}
}
