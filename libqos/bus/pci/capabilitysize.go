package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

const (
	vendorLength    reg.Reg[uint8] = 0x2 // of the vendor specific capability
	expressRootPort ExpressAbility = 4 << 4
)

// CapabilitySize returns the size of a capability in bytes, with its header: that of
// the capability's specification, for some with the options that the device has. Of a
// kind that this package does not know it is the header's.
func (d *Device) CapabilitySize(ctx context.Context, c Capability) (int, error) {
	size, err := c.size(ctx, c.Space(d))
	if err != nil {
		return 0, fmt.Errorf("pci: %v of %v: %w", c.ID, d, err)
	}
	return size, nil
}

func (c Capability) size(ctx context.Context, space reg.Space) (int, error) {
	switch c.ID {
	case CapabilityPowerManagement, CapabilityBridgeSubsystem, CapabilitySATA:
		return 8, nil
	case CapabilityAdvancedFeatures:
		return 6, nil
	case CapabilityMSIX:
		return 12, nil
	case CapabilityVendor:
		length, err := vendorLength.Read(ctx, space)
		return int(length), err
	case CapabilityMSI:
		control, err := msiControl.Read(ctx, space)
		size := 10
		if control&MSI64Bit != 0 {
			size += msi64Shift
		}
		if control&MSIMaskable != 0 {
			size += 10 // a reserved word, Mask Bits and Pending Bits
		}
		return size, err
	case CapabilityExpress:
		v, err := ExpressCapabilities.Read(ctx, space)
		switch {
		case v&ExpressVersion >= 2:
			return 0x3c, err
		case v&ExpressType == expressRootPort:
			return 0x24, err
		}
		return 0x14, err
	}
	return 2, nil
}
