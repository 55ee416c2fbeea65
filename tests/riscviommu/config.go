package riscviommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// pciConfig checks that configuration space describes an IOMMU: its identity and
// class, a root complex integrated endpoint, and messages for its interrupts. It
// finds a device that an operating system would not recognize as an IOMMU.
func pciConfig(t *run.T, d *riscviommu.Device) {
	model := d.PCI.Model()
	id, err := d.PCI.ID(t.Context())
	t.Must(err)
	if id != model.ID {
		t.Errorf("identity = %v, want %v", id, model.ID)
	}
	class, err := d.PCI.Class(t.Context())
	t.Must(err)
	if class != model.Class {
		t.Errorf("class = %v, want %v", class, model.Class)
	}
	if got := pci.RevisionID.ReadT(t, d.PCI.Config()); got != model.Revision {
		t.Errorf("revision = %#x, want %#x", got, model.Revision)
	}

	// PCI Express Base 3.0, section 7.8.2 "PCI Express Capabilities Register".
	const expressCapabilities reg.Reg[uint16] = 2
	const portType, integrated = 0xf0, 0x90
	offset, found, err := d.PCI.Capability(t.Context(), pci.CapabilityExpress)
	t.Must(err)
	if !found {
		t.Fatal("no PCI Express capability")
	}
	if got := expressCapabilities.ReadT(t, d.PCI.ConfigAt(offset)) & portType; got != integrated {
		t.Errorf("device/port type = %#x, want %#x, a root complex integrated endpoint", got, integrated)
	}

	msix, err := d.PCI.MSIX(t.Context())
	t.Must(err)
	if got := msix.Vectors(); got != model.MSIX {
		t.Errorf("got %d vectors, want %d", got, model.MSIX)
	}
}
