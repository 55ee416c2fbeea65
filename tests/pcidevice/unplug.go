package pcidevice

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// unplug removes the device if the bus supports that, and checks that it is gone:
// its registers in configuration space read as all ones.
func unplug(ctx context.Context, s subject) error {
	if !s.CanUnplug() {
		return nil
	}
	had, err := markers(ctx, s)
	if err != nil {
		return err
	}
	err = s.Bus().Unplug(ctx, s.Device)
	if s.Model().Fixed {
		return refused(ctx, s, err)
	}
	if err != nil {
		return err
	}
	var f findings
	for _, offset := range had {
		v, err := offset.Read(ctx, s.Config())
		if err != nil {
			return err
		}
		if v != ^uint32(0) {
			f.addf("configuration space at %#x still holds %#x", uint64(offset), v)
		}
	}
	return f.err()
}

// markers returns doublewords of configuration space that distinguish the device
// from an empty slot: those of the header, the first of each capability, and the
// first of the extended part.
func markers(ctx context.Context, s subject) ([]reg.Reg[uint32], error) {
	const header, extended = 0x40, 0x100
	var list []reg.Reg[uint32]
	for offset := reg.Reg[uint32](0); offset < header; offset += 4 {
		list = append(list, offset)
	}
	for _, id := range s.Model().Capabilities {
		offset, found, err := s.Capability(ctx, id)
		if err != nil {
			return nil, err
		}
		if found {
			list = append(list, reg.Reg[uint32](offset))
		}
	}
	if s.Bus().Host().ConfigSize() > extended {
		list = append(list, extended)
	}
	return list, nil
}

// refused checks that QEMU has refused to unplug the device, and that the device
// is still there.
func refused(ctx context.Context, s subject, err error) error {
	var refusal *qmp.Error
	switch {
	case err == nil:
		return errors.New("the device is gone, but its model cannot be unplugged")
	case !errors.As(err, &refusal):
		return err
	}
	vendor, err := pci.VendorID.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if vendor != s.Model().ID.Vendor {
		return fmt.Errorf("unplug was refused, but the vendor ID is now %#x", vendor)
	}
	return nil
}
