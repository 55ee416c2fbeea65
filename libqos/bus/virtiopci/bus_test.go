package virtiopci_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// TestAttachOnBus attaches one model to buses on which the device differs.
func TestAttachOnBus(t *testing.T) {
	const modernID, legacyID = 0x1044, 0x1005
	onLink := modernOnly()
	onLink.Vectors = transitional().Vectors
	silent := transitional()
	silent.Vectors = 0
	for _, tc := range []struct {
		name       string
		device     virtiopci.Model // the device's model
		bus        pci.BusOption
		transports []string
		id         uint16
		legacy     uint64 // size of the first BAR
	}{
		{
			"conventional", transitional(), pci.WithKind(pci.Conventional),
			[]string{"legacy PCI", "legacy PCI with MSI-X", "modern PCI", "modern PCI with MSI-X"}, legacyID, 0x40,
		},
		{"link", onLink, pci.WithKind(pci.Link), []string{"modern PCI", "modern PCI with MSI-X"}, modernID, 0},
		{"without messages", silent, pci.WithoutMessages(), []string{"legacy PCI", "modern PCI"}, legacyID, 0x40},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, h, fake := newFake(tc.device, structures(), binary.LittleEndian)
			m := guest.NewMachine(h.Link, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
			bus := pci.NewBus(m, h, fake.Slot(), tc.bus)
			f, err := transitional().Attach(t.Context(), bus)
			if err != nil {
				t.Fatal(err)
			}
			var transports []string
			for _, transport := range f.Virtio().Transports {
				transports = append(transports, transport.String())
			}
			if diff := cmp.Diff(tc.transports, transports); diff != "" {
				t.Errorf("transports (-want +got):\n%s", diff)
			}
			model := f.Device().Model()
			if model.ID.Device != tc.id {
				t.Errorf("declared device ID = %#x, want %#x", model.ID.Device, tc.id)
			}
			for _, b := range model.BARs {
				if b.Index == 0 && b.Size != tc.legacy {
					t.Errorf("declared %v, want a size of %#x", b, tc.legacy)
				}
			}
		})
	}
}

// TestLegacySize compares the size of the first BAR with the sum of its parts,
// rounded up to a power of two.
func TestLegacySize(t *testing.T) {
	for _, tc := range []struct {
		config  uint64
		vectors int
		want    uint64
	}{{0, 2, 0x20}, {8, 2, 0x20}, {9, 2, 0x40}, {12, 0, 0x20}, {13, 0, 0x40}, {60, 2, 0x80}} {
		m := transitional()
		m.LegacyConfig, m.Vectors = tc.config, tc.vectors
		if got := m.PCI().BARs[0].Size; got != tc.want {
			t.Errorf("%d bytes of configuration space with %d vectors: %#x, want %#x", tc.config, tc.vectors, got, tc.want)
		}
	}
}
