package pci_test

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

func TestAddress(t *testing.T) {
	a := pci.Address{Bus: 0x12, Device: 0x1f, Function: 7}
	if got, want := a.String(), "12:1f.7"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if got, want := a.Slot(), "1f.7"; got != want {
		t.Errorf("Slot() = %q, want %q", got, want)
	}
	if got, want := a.DevFn(), uint8(0xff); got != want {
		t.Errorf("DevFn() = %#x, want %#x", got, want)
	}
}

func TestRegisterNames(t *testing.T) {
	// All ones: every name appears and only the reserved bits are left over.
	for _, tc := range []struct{ name, got, want string }{
		{
			"Command", (^pci.CommandBits(0)).String(),
			"IO|MEMORY|MASTER|SPECIAL|INVALIDATE|VGA_SNOOP|PARITY|SERR|FAST_BACK|INTX_DISABLE|0xf880",
		},
		{
			"Status", (^pci.StatusBits(0)).String(),
			"INTERRUPT|CAPABILITIES|66MHZ|FAST_BACK|MASTER_PARITY|DEVSEL_MEDIUM|DEVSEL_SLOW|TARGET_ABORT_OUT|TARGET_ABORT_IN|MASTER_ABORT|SERR|PARITY|0x47",
		},
		{"INTA#", pci.INTA.String(), "INTA#"},
		{"INTD#", pci.INTD.String(), "INTD#"},
		{"no pin", pci.NoPin.String(), "no pin"},
		{"pin 5", pci.Pin(5).String(), "pin 5"},
		{"BAR", pci.BAR{Index: 2, Kind: pci.Memory64, Prefetchable: true, Size: 4096}.String(), "BAR2 (64-bit memory, prefetchable, 0x1000 bytes)"},
		{"ID", pci.EmulatedID(0x8086, 0x100e).String(), "8086:100e (subsystem 1af4:1100)"},
		{"class", pci.ClassNVMe.String(), "010802"},
		{"capability", pci.CapabilityMSIX.String(), "MSI-X"},
		{"unknown capability", pci.CapabilityID(0x77).String(), "capability 0x77"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("String() = %q, want %q", tc.got, tc.want)
			}
		})
	}
}

func TestConfigRefuses(t *testing.T) {
	d, _, h := plug(t, named())
	for _, tc := range []struct {
		name   string
		width  qtest.Width
		offset uint64
		size   uint16
		want   string
	}{
		{"too wide", qtest.Width64, 0, 256, "access of 8 bytes"},
		{"not aligned", qtest.Width16, 0x41, 256, "not a multiple of 2"},
		{"behind the end", qtest.Width32, 0x100, 256, "outside of its 256 bytes"},
		{"behind the end of extended configuration space", qtest.Width32, 0x1000, 4096, "outside of its 4096 bytes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h.Size = tc.size
			_, err := d.Config().Load(t.Context(), tc.width, tc.offset)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Load(%d, %#x): error %v, want %q in it", tc.width, tc.offset, err, tc.want)
			}
			err = d.Config().Store(t.Context(), tc.width, tc.offset, 0)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Store(%d, %#x): error %v, want %q in it", tc.width, tc.offset, err, tc.want)
			}
		})
	}
}
