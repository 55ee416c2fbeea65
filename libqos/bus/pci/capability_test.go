package pci_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
)

func TestCapabilities(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(f *pcifake.Function)
		want   []pci.Capability
		err    error
	}{
		{"in order", func(*pcifake.Function) {}, []pci.Capability{{pci.CapabilityPowerManagement, 0x40}, {pci.CapabilityVendor, 0x80}}, nil},
		{"reserved bits of pointers", func(f *pcifake.Function) {
			f.Config[pci.CapabilityPointer] |= 3
			f.Config[0x41] |= 2
		}, []pci.Capability{{pci.CapabilityPowerManagement, 0x40}, {pci.CapabilityVendor, 0x80}}, nil},
		{"backwards", func(f *pcifake.Function) {
			f.Config[pci.CapabilityPointer], f.Config[0x81], f.Config[0x41] = 0x80, 0x40, 0
		}, []pci.Capability{{pci.CapabilityVendor, 0x80}, {pci.CapabilityPowerManagement, 0x40}}, nil},
		{"no list", func(f *pcifake.Function) { f.Config[pci.Status] = 0 }, nil, nil},
		{"empty list", func(f *pcifake.Function) { f.Config[pci.CapabilityPointer] = 0 }, nil, nil},
		{"loop", func(f *pcifake.Function) { f.Config[0x81] = 0x40 },
			[]pci.Capability{{pci.CapabilityPowerManagement, 0x40}, {pci.CapabilityVendor, 0x80}}, pci.ErrLoop},
		{"loop of one", func(f *pcifake.Function) { f.Config[0x41] = 0x40 },
			[]pci.Capability{{pci.CapabilityPowerManagement, 0x40}}, pci.ErrLoop},
		{"into the header", func(f *pcifake.Function) { f.Config[0x41] = 0x3c },
			[]pci.Capability{{pci.CapabilityPowerManagement, 0x40}}, pci.ErrBounds},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := named()
			m.Capabilities = []pci.CapabilityID{pci.CapabilityPowerManagement, pci.CapabilityVendor}
			d, f, _ := plug(t, m)
			tc.change(f)
			got, err := d.Capabilities(t.Context())
			if !errors.Is(err, tc.err) {
				t.Errorf("Capabilities(): error %v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Capabilities() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCapability(t *testing.T) {
	m := named()
	m.Capabilities = []pci.CapabilityID{pci.CapabilityVendor, pci.CapabilityPowerManagement, pci.CapabilityVendor}
	d, _, _ := plug(t, m)
	offset, found, err := d.Capability(t.Context(), pci.CapabilityVendor)
	if offset != 0x40 || !found || err != nil {
		t.Errorf("Capability(vendor specific) = %#x, %v, %v, want the first one, at 0x40", offset, found, err)
	}
	if offset, found, err := d.Capability(t.Context(), pci.CapabilityMSI); found || err != nil {
		t.Errorf("Capability(MSI) = %#x, %v, %v, want none", offset, found, err)
	}
	if _, err := d.MSI(t.Context()); !errors.Is(err, pci.ErrNoCapability) {
		t.Errorf("MSI(): error %v, want one that wraps ErrNoCapability", err)
	}
}

func TestExtendedCapabilities(t *testing.T) {
	// header returns the first register of an extended capability.
	header := func(id, version, next uint32) uint64 { return uint64(next<<20 | version<<16 | id) }
	for _, tc := range []struct {
		name    string
		headers map[int]uint64
		size    uint16
		want    []pci.ExtendedCapability
		err     error
	}{
		{"two", map[int]uint64{0x100: header(1, 2, 0x140), 0x140: header(3, 1, 0)}, 4096,
			[]pci.ExtendedCapability{{pci.ExtendedErrorReporting, 2, 0x100}, {pci.ExtendedSerialNumber, 1, 0x140}}, nil},
		{"none", nil, 4096, nil, nil},
		{"out of reach", map[int]uint64{0x100: header(1, 2, 0)}, 256, nil, nil},
		{"not PCI Express", map[int]uint64{0x100: 0xffffffff}, 4096, nil, nil},
		{"loop", map[int]uint64{0x100: header(1, 1, 0x140), 0x140: header(3, 1, 0x100)}, 4096,
			[]pci.ExtendedCapability{{pci.ExtendedErrorReporting, 1, 0x100}, {pci.ExtendedSerialNumber, 1, 0x140}}, pci.ErrLoop},
		{"out of its part", map[int]uint64{0x100: header(1, 1, 0x40)}, 4096,
			[]pci.ExtendedCapability{{pci.ExtendedErrorReporting, 1, 0x100}}, pci.ErrBounds},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, f, h := plug(t, named())
			h.Size = tc.size
			for at, v := range tc.headers {
				f.Allow(uint64(at), qtest.Width32, 0xffffffff)
				if err := h.WriteConfig(t.Context(), slot(), qtest.Width32, uint16(at), uint32(v)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := d.ExtendedCapabilities(t.Context())
			if !errors.Is(err, tc.err) {
				t.Errorf("ExtendedCapabilities(): error %v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("ExtendedCapabilities() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
