package pci_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/pci"
)

func TestCapabilitySize(t *testing.T) {
	const unknown = pci.CapabilityID(0x0f)
	for _, tc := range []struct {
		name  string
		id    pci.CapabilityID
		flags uint16 // the word after the header
		want  int
	}{
		{"power management", pci.CapabilityPowerManagement, 3, 8},
		{"subsystem of a bridge", pci.CapabilityBridgeSubsystem, 0, 8},
		{"advanced features", pci.CapabilityAdvancedFeatures, 6, 6},
		{"MSI-X", pci.CapabilityMSIX, 4, 12},
		{"vendor specific", pci.CapabilityVendor, 20, 20},
		{"MSI", pci.CapabilityMSI, 0, 10},
		{"MSI with 64 bits", pci.CapabilityMSI, uint16(pci.MSI64Bit), 14},
		{"MSI with masks", pci.CapabilityMSI, uint16(pci.MSIMaskable), 20},
		{"MSI with both", pci.CapabilityMSI, uint16(pci.MSI64Bit | pci.MSIMaskable), 24},
		{"PCI Express 1 endpoint", pci.CapabilityExpress, 1, 0x14},
		{"PCI Express 1 root port", pci.CapabilityExpress, 4<<4 | 1, 0x24},
		{"PCI Express 2", pci.CapabilityExpress, 2, 0x3c},
		{"Serial ATA", pci.CapabilitySATA, 0xffff, 8},
		{"unknown", unknown, 0xffff, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, f, _ := plug(t, named())
			f.Config[0x42], f.Config[0x43] = byte(tc.flags), byte(tc.flags>>8)
			got, err := d.CapabilitySize(t.Context(), pci.Capability{ID: tc.id, Offset: 0x40})
			if got != tc.want || err != nil {
				t.Errorf("CapabilitySize() = %d, %v, want %d", got, err, tc.want)
			}
		})
	}
}
