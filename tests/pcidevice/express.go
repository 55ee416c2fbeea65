package pcidevice

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// isExpress reports whether the device has the PCI Express capability.
func isExpress(ctx context.Context, s subject) (bool, error) {
	_, found, err := s.Capability(ctx, pci.CapabilityExpress)
	return found, err
}

// onLink reports whether the device is on a link, and not a part of the root complex.
func onLink(ctx context.Context, s subject) (bool, error) {
	express, err := isExpress(ctx, s)
	return express && s.BusKind() == pci.Link, err
}

// expressSpace returns the PCI Express capability.
func expressSpace(ctx context.Context, s subject) (reg.Space, error) {
	offset, _, err := s.Capability(ctx, pci.CapabilityExpress)
	return s.ConfigAt(offset), err
}

// express checks the PCI Express capability: its type for the bus
// that it is on, what stays as it is, and the state of its link (PCI Express Base 4.0,
// section 7.5.3 "PCI Express Capability Structure").
func express(ctx context.Context, s subject) error {
	at, err := expressSpace(ctx, s)
	if err != nil {
		return err
	}
	var f findings
	can, err := pci.ExpressCapabilities.Read(ctx, at)
	if err != nil {
		return err
	}
	if can&pci.ExpressVersion == 0 {
		f.addf("the version of the PCI Express capability is 0")
	}
	link := s.BusKind() == pci.Link
	switch is := can & pci.ExpressType; {
	case link && is != pci.ExpressEndpoint && is != pci.ExpressLegacyEndpoint,
		s.BusKind() == pci.RootComplex && is != pci.ExpressIntegrated:
		f.addf("the type of the function is %d, which cannot be on that bus", is>>4)
	}
	device, err := pci.DeviceCapabilities.Read(ctx, at)
	if err != nil {
		return err
	}
	if device&pci.DeviceRoleBased == 0 {
		f.addf("Device Capabilities is %#x, without Role-Based Error Reporting", uint32(device))
	}
	f.add(sticks(ctx, at, "Device Capabilities", pci.DeviceCapabilities, ^device, device))
	control, err := pci.DeviceControl.Read(ctx, at)
	if err != nil {
		return err
	}
	if control&(pci.DeviceReports|pci.DeviceReset) != 0 {
		f.addf("Device Control is %#x after power-on, want no error reported and no reset", uint16(control))
	}
	status, err := pci.DeviceStatus.Read(ctx, at)
	if err != nil {
		return err
	}
	// The bits of errors are not set, and one clears them; the others are read-only.
	f.add(sticks(ctx, at, "Device Status", pci.DeviceStatus, ^status, status&^pci.DeviceErrors))
	return f.err()
}

// reports checks that the reporting of each kind of error can be enabled, which an
// integrated endpoint may do without (PCI Express Base 4.0, section 7.5.3.4 "Device
// Control Register").
func reports(ctx context.Context, s subject) error {
	at, err := expressSpace(ctx, s)
	if err != nil {
		return err
	}
	control, err := pci.DeviceControl.Read(ctx, at)
	if err != nil {
		return err
	}
	var f findings
	f.add(sticks(ctx, at, "Device Control", pci.DeviceControl, control|pci.DeviceReports, control|pci.DeviceReports))
	f.add(pci.DeviceControl.Write(ctx, at, control))
	return f.err()
}

// trained checks that the link has a speed and a width, at most those that it can have
// (PCI Express Base 4.0, sections 7.5.3.6 "Link Capabilities Register" and 7.5.3.8 "Link
// Status Register").
func trained(ctx context.Context, s subject) error {
	at, err := expressSpace(ctx, s)
	if err != nil {
		return err
	}
	can, err := pci.LinkCapabilities.Read(ctx, at)
	if err != nil {
		return err
	}
	is, err := pci.LinkStatus.Read(ctx, at)
	if err != nil {
		return err
	}
	var f findings
	if now, most := uint32(is&pci.LinkSpeed), uint32(can&pci.LinkMaxSpeed); now == 0 || now > most {
		f.addf("the link's speed is %d, want 1 to %d", now, most)
	}
	if now, most := uint32(is&pci.LinkWidth)>>4, uint32(can&pci.LinkMaxWidth)>>4; now == 0 || now > most {
		f.addf("the link's width is %d, want 1 to %d", now, most)
	}
	f.add(sticks(ctx, at, "Link Capabilities", pci.LinkCapabilities, ^can, can))
	return f.err()
}
