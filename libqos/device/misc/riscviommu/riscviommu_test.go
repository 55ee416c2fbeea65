package riscviommu

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCapabilities(t *testing.T) {
	// All ones must print every name, and the numeric fields and the reserved bits as a
	// number.
	const want = "Sv32|Sv39|Sv48|Sv57|Svrsw60t59b|Svpbmt|Sv32x4|Sv39x4|Sv48x4|Sv57x4|AMO_MRIF|MSI_FLAT|MSI_MRIF|AMO_HWAD|" +
		"ATS|T2GPA|END|HPM|DBG|PD8|PD17|PD20|QOSID|NL|S|0xfffff03f301030ff"
	if got := (^Capabilities(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if got := Capabilities(0x78c2cf4f10).PhysicalBits(); got != 56 {
		t.Errorf("PhysicalBits() = %d, want 56", got)
	}
}

func TestCommands(t *testing.T) {
	for _, tc := range []struct {
		name string
		c    Command
		want []byte
	}{
		{"fence", Fence(0x8_1234_5678, 0xaabbccdd), []byte{2, 4, 0, 0, 0xdd, 0xcc, 0xbb, 0xaa, 0x9e, 0x15, 0x8d, 0x04, 2, 0, 0, 0}},
		{"translations", InvalidateTranslations(), []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		{"device", InvalidateDevice(0x123456), []byte{3, 0, 0, 0, 2, 0x56, 0x34, 0x12, 0, 0, 0, 0, 0, 0, 0, 0}},
	} {
		if diff := cmp.Diff(tc.want, tc.c.bytes()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestPageNumbers(t *testing.T) {
	if got := ppn(0x8_7654_3000); got != 0x8_7654_3000>>2 {
		t.Errorf("ppn() = %#x", got)
	}
	if got := (0x2_1d95_0c00 | Superpage).Address(); got != 0x8_7654_3000 {
		t.Errorf("Address() = %#x, want 0x876543000", got)
	}
	if got := FirstStage(FirstSv39, 0x8_7654_3000); got != 0x8000_0000_0087_6543 {
		t.Errorf("FirstStage() = %#x, want 0x8000000000876543", got)
	}
}
