package pcidevice

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// functionReset checks that a function level reset restores configuration space,
// if the device offers one (PCI Express Base 3.0, section 6.6.2 "Function-Level
// Reset (FLR)").
func functionReset(ctx context.Context, s subject) error {
	can, err := s.CanReset(ctx)
	if err != nil || !can {
		return err
	}
	return bringsBack(ctx, s, s.ResetFunction)
}

// systemReset checks that RST# restores configuration space (PCI Local Bus 3.0,
// section 6.1 "Configuration Space Organization").
func systemReset(ctx context.Context, s subject) error {
	return bringsBack(ctx, s, s.systemReset)
}

// bringsBack checks that a reset undoes the configuration of a device.
func bringsBack(ctx context.Context, s subject, reset func(context.Context) error) error {
	var f findings
	before, err := configure(ctx, s)
	if err != nil {
		return err
	}
	for _, v := range before {
		if v.is == v.want {
			f.addf("%s stays %#x when set, so a reset has no visible effect", v.name, v.is)
		}
	}
	if err := reset(ctx); err != nil {
		return err
	}
	after, err := configuration(ctx, s)
	if err != nil {
		return err
	}
	for _, v := range after {
		if v.is != v.want {
			f.addf("%s is %#x after reset, want %#x", v.name, v.is, v.want)
		}
	}
	return f.err()
}

// setting is a register that configures a device.
type setting struct {
	name string
	is   uint32
	want uint32 // after a reset
}

// configuration returns the current values of the registers that [configure]
// sets.
func configuration(ctx context.Context, s subject) ([]setting, error) {
	command, err := pci.Command.Read(ctx, s.Config())
	if err != nil {
		return nil, err
	}
	list := []setting{{"Command", uint32(command), 0}}
	for _, b := range s.Model().BARs {
		v, err := pci.BaseAddress(b.Index).Read(ctx, s.Config())
		if err != nil {
			return nil, err
		}
		list = append(list, setting{b.String(), v, b.Flags()})
	}
	for _, c := range messageControls() {
		offset, found, err := s.Capability(ctx, c.id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		v, err := c.control.Read(ctx, s.ConfigAt(offset))
		if err != nil {
			return nil, err
		}
		list = append(list, setting{"enable bit of " + c.id.String(), uint32(v & c.enable), 0})
	}
	return list, nil
}

// configure has the device decode its BARs, access memory and send messages. It
// returns the resulting register values.
func configure(ctx context.Context, s subject) ([]setting, error) {
	var bars, controls []setting
	for _, b := range s.Model().BARs {
		r, err := s.Map(ctx, b.Index) // Map checks the register
		if err != nil {
			return nil, err
		}
		bars = append(bars, setting{b.String(), uint32(r.Base()) | b.Flags(), b.Flags()})
	}
	for _, c := range messageControls() {
		offset, found, err := s.Capability(ctx, c.id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		at := s.ConfigAt(offset)
		if err := c.control.Modify(ctx, at, 0, c.enable); err != nil {
			return nil, err
		}
		v, err := c.control.Read(ctx, at)
		if err != nil {
			return nil, err
		}
		controls = append(controls, setting{"enable bit of " + c.id.String(), uint32(v & c.enable), 0})
	}
	if err := s.Enable(ctx); err != nil {
		return nil, err
	}
	command, err := pci.Command.Read(ctx, s.Config())
	return slices.Concat([]setting{{"Command", uint32(command), 0}}, bars, controls), err
}

type messageControl struct {
	id      pci.CapabilityID
	control reg.Reg[uint16]
	enable  uint16
}

// messageControls returns the registers that enable messages.
func messageControls() []messageControl {
	return []messageControl{
		{pci.CapabilityMSI, 2, uint16(pci.MSIEnable)},
		{pci.CapabilityMSIX, 2, uint16(pci.MSIXEnable)},
	}
}
