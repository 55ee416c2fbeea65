package pci

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// CapabilityID is the kind of a capability (PCI Local Bus 3.0, appendix H
// "Capability IDs", and the PCI Code and ID Assignment Specification 1.11, section
// 2 "Capability IDs").
type CapabilityID uint8

// The capabilities of the devices here.
const (
	CapabilityPowerManagement  CapabilityID = 0x01
	CapabilityMSI              CapabilityID = 0x05
	CapabilityVendor           CapabilityID = 0x09
	CapabilityBridgeSubsystem  CapabilityID = 0x0d
	CapabilityExpress          CapabilityID = 0x10
	CapabilityMSIX             CapabilityID = 0x11
	CapabilitySATA             CapabilityID = 0x12
	CapabilityAdvancedFeatures CapabilityID = 0x13
)

// String returns the capability's usual name.
func (id CapabilityID) String() string {
	switch id {
	case CapabilityPowerManagement:
		return "power management"
	case CapabilityMSI:
		return "MSI"
	case CapabilityVendor:
		return "vendor specific"
	case CapabilityBridgeSubsystem:
		return "bridge subsystem"
	case CapabilityExpress:
		return "PCI Express"
	case CapabilityMSIX:
		return "MSI-X"
	case CapabilitySATA:
		return "Serial ATA"
	case CapabilityAdvancedFeatures:
		return "advanced features"
	}
	return fmt.Sprintf("capability %#02x", uint8(id))
}

// Capability is one entry of the capabilities list.
type Capability struct {
	ID     CapabilityID
	Offset uint16 // in configuration space
}

// Space returns the capability's registers; offsets count from its first byte.
func (c Capability) Space(d *Device) reg.Space { return d.ConfigAt(c.Offset) }

const (
	headerSize   = 0x40  // capabilities begin behind the header
	configSize   = 0x100 // and end where extended configuration space begins
	pointerMask  = 0xfc  // the low two bits of a pointer are reserved
	extendedBase = configSize
	extendedSize = 0x1000
)

// Errors of an invalid list of capabilities.
var (
	ErrLoop   = errors.New("the list loops")
	ErrBounds = errors.New("the list leaves its part of configuration space")
)

// Capabilities returns the device's capabilities in the order of the list (PCI
// Local Bus 3.0, section 6.7 "Capabilities List"). A list that loops or leaves
// configuration space is an error, returned with the capabilities before it.
func (d *Device) Capabilities(ctx context.Context) ([]Capability, error) {
	list, err := d.capabilities(ctx)
	if err != nil {
		return list, fmt.Errorf("pci: capabilities of %v: %w", d, err)
	}
	d.list, d.listed = list, true
	return slices.Clone(list), nil
}

// known is [Device.Capabilities] without a second walk through the list.
func (d *Device) known(ctx context.Context) ([]Capability, error) {
	if d.listed {
		return d.list, nil
	}
	return d.Capabilities(ctx)
}

func (d *Device) capabilities(ctx context.Context) ([]Capability, error) {
	cfg := d.Config()
	status, err := Status.Read(ctx, cfg)
	if err != nil || status&StatusCapabilities == 0 {
		return nil, err
	}
	var list []Capability
	seen := map[uint8]bool{}
	at, err := CapabilityPointer.Read(ctx, cfg)
	if err != nil {
		return nil, err
	}
	for {
		at &= pointerMask
		switch {
		case at == 0:
			return list, nil
		case seen[at]:
			return list, fmt.Errorf("offset %#x: %w", at, ErrLoop)
		case at < headerSize:
			return list, fmt.Errorf("offset %#x: %w", at, ErrBounds)
		}
		seen[at] = true
		header, err := reg.Reg[uint16](at).Read(ctx, cfg)
		if err != nil {
			return list, err
		}
		list = append(list, Capability{CapabilityID(header), uint16(at)})
		at = uint8(header >> 8)
	}
}

// Capability returns the offset in configuration space of the first capability
// of that kind; false if the device does not have one.
func (d *Device) Capability(ctx context.Context, id CapabilityID) (offset uint16, found bool, err error) {
	list, err := d.known(ctx)
	for _, c := range list {
		if c.ID == id {
			return c.Offset, true, nil
		}
	}
	return 0, false, err
}

// capability is [Device.Capability] for a required capability.
func (d *Device) capability(ctx context.Context, id CapabilityID) (reg.Space, error) {
	offset, found, err := d.Capability(ctx, id)
	if err == nil && !found {
		err = ErrNoCapability
	}
	if err != nil {
		return nil, fmt.Errorf("pci: %v of %v: %w", id, d, err)
	}
	return d.ConfigAt(offset), nil
}

// ExtendedID is the kind of an extended capability (PCI Code and ID Assignment
// Specification 1.11, section 3 "Extended Capability IDs").
type ExtendedID uint16

// The extended capabilities of the devices here.
const (
	ExtendedErrorReporting ExtendedID = 0x0001
	ExtendedSerialNumber   ExtendedID = 0x0003
	ExtendedARI            ExtendedID = 0x000e
	ExtendedATS            ExtendedID = 0x000f
	ExtendedSRIOV          ExtendedID = 0x0010
)

// String returns the extended capability's usual name.
func (id ExtendedID) String() string {
	switch id {
	case ExtendedErrorReporting:
		return "advanced error reporting"
	case ExtendedSerialNumber:
		return "device serial number"
	case ExtendedARI:
		return "alternative routing-ID"
	case ExtendedATS:
		return "address translation services"
	case ExtendedSRIOV:
		return "single root I/O virtualization"
	}
	return fmt.Sprintf("extended capability %#04x", uint16(id))
}

// ExtendedCapability is one entry of the list in extended configuration space.
type ExtendedCapability struct {
	ID      ExtendedID
	Version uint8  // 1 to 15
	Offset  uint16 // in configuration space
}

// ExtendedCapabilities returns the device's extended capabilities in the order of
// their list (PCI Express Base 3.0, section 7.9.3 "PCI Express Extended Capability
// Header"). There are none if the host bridge does not reach extended
// configuration space.
func (d *Device) ExtendedCapabilities(ctx context.Context) ([]ExtendedCapability, error) {
	if d.bus.host.ConfigSize() < extendedSize {
		return nil, nil
	}
	list, err := d.extended(ctx)
	if err != nil {
		return list, fmt.Errorf("pci: extended capabilities of %v: %w", d, err)
	}
	return list, nil
}

// Extended returns the offset in configuration space of the first extended capability of
// that kind; false if the device does not have one, or if it is not reached.
func (d *Device) Extended(ctx context.Context, id ExtendedID) (offset uint16, found bool, err error) {
	list, err := d.ExtendedCapabilities(ctx)
	for _, c := range list {
		if c.ID == id {
			return c.Offset, true, nil
		}
	}
	return 0, false, err
}

func (d *Device) extended(ctx context.Context) ([]ExtendedCapability, error) {
	var list []ExtendedCapability
	seen := map[uint16]bool{}
	for at := uint16(extendedBase); at != 0; {
		switch {
		case seen[at]:
			return list, fmt.Errorf("offset %#x: %w", at, ErrLoop)
		case at < extendedBase:
			return list, fmt.Errorf("offset %#x: %w", at, ErrBounds)
		}
		seen[at] = true
		header, err := reg.Reg[uint32](at).Read(ctx, d.Config())
		if err != nil {
			return list, err
		}
		if header == 0 || header == ^uint32(0) {
			return list, nil // an empty list, or no PCI Express device
		}
		list = append(list, ExtendedCapability{ExtendedID(header), uint8(header >> 16 & 0xf), at})
		at = uint16(header>>20) & (extendedSize - 4)
	}
	return list, nil
}
