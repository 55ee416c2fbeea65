package pcidevice

import (
	"context"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// capabilities walks the list and compares it with the declaration. Each entry
// must be wholly within configuration space and must not overlap others.
func capabilities(ctx context.Context, s subject) error {
	list, err := s.Capabilities(ctx)
	if err != nil {
		return err
	}
	var f findings
	pointer, err := pci.CapabilityPointer.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if pointer&3 != 0 { // software masks these bits, and the list is found without them
		f.addf("Capabilities Pointer is %#x, want its reserved bits 1 and 0 clear", pointer)
	}
	want := slices.Sorted(slices.Values(s.Model().Capabilities))
	got := make([]pci.CapabilityID, 0, len(list))
	for _, c := range list {
		got = append(got, c.ID)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		f.addf("capabilities (-declared +found):\n%s", cmp.Diff(names(want), names(got)))
	}
	slices.SortFunc(list, func(a, b pci.Capability) int { return int(a.Offset) - int(b.Offset) })
	for i, c := range list {
		size, err := length(ctx, s, c)
		if err != nil {
			return err
		}
		end := 0x100
		if i+1 < len(list) {
			end = int(list[i+1].Offset)
		}
		if int(c.Offset)+size > end {
			f.addf("%v at %#x has %d bytes, but its space ends at %#x", c.ID, c.Offset, size, end)
		}
	}
	return f.err()
}

// names returns the names of capabilities.
func names(ids []pci.CapabilityID) []string {
	var list []string
	for _, id := range ids {
		list = append(list, id.String())
	}
	return list
}

// length returns the minimum length of a capability, in bytes.
func length(ctx context.Context, s subject, c pci.Capability) (int, error) {
	const header = 2 // identifier and pointer
	switch c.ID {
	case pci.CapabilityPowerManagement:
		return 8, nil // PCI Power Management 1.2, section 3.2 "Power Management Register Block Definition"
	case pci.CapabilityMSIX:
		return 12, nil // PCI Local Bus 3.0, section 6.8.2 "MSI-X Capability and Table Structures"
	case pci.CapabilityVendor:
		n, err := reg.Reg[uint8](2).Read(ctx, c.Space(s.Device)) // section 6.7 "Capabilities List": its own length
		return int(n), err
	case pci.CapabilityMSI:
		m, err := s.MSI(ctx)
		if err != nil {
			return 0, err
		}
		control, err := m.Control(ctx)
		size := 10 // section 6.8.1 "MSI Capability Structure"
		if control&pci.MSI64Bit != 0 {
			size += 4
		}
		if control&pci.MSIMaskable != 0 {
			size += 10
		}
		return size, err
	case pci.CapabilityExpress:
		v, err := reg.Reg[uint16](2).Read(ctx, c.Space(s.Device))
		if v&0xf < 2 {
			return 20, err // PCI Express Base 1.1, section 7.8 "PCI Express Capability Structure": of an endpoint
		}
		return 60, err // PCI Express Base 3.0, section 7.8
	case pci.CapabilityAdvancedFeatures:
		return 6, nil // Advanced Capabilities for Conventional PCI ECN
	}
	return header, nil
}

// extendedCapabilities does the same with extended configuration space, where the
// host bridge supports it.
func extendedCapabilities(ctx context.Context, s subject) error {
	list, err := s.ExtendedCapabilities(ctx)
	if err != nil {
		return err
	}
	if s.Bus().Host().ConfigSize() <= 256 {
		return nil
	}
	var f findings
	want := slices.Sorted(slices.Values(s.Model().Extended))
	var got []pci.ExtendedID
	for _, c := range list {
		got = append(got, c.ID)
		if c.Version == 0 {
			f.addf("%v at %#x has version 0", c.ID, c.Offset)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		f.addf("extended capabilities are %v, want %v", got, want)
	}
	return f.err()
}
