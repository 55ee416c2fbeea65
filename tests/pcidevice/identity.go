package pcidevice

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/reg"
	"github.com/qgraph/qgraph/qtest"
)

// declaration makes sure that there is something to hold the device to.
func declaration(_ context.Context, s subject) error {
	var f findings
	model := s.Model()
	if model.Name == "" {
		f.addf("the device's driver declares no model")
	}
	for _, space := range []struct {
		name string
		io   bool
	}{{"I/O", true}, {"memory", false}} {
		bars, marks := 0, 0
		for _, b := range model.BARs {
			if (b.Kind == pci.IO) != space.io {
				continue
			}
			bars++
			for _, l := range model.Landmarks {
				if l.BAR == b.Index {
					marks++
				}
			}
		}
		if bars > 0 && marks == 0 {
			f.addf("the model has BARs in %s space and no landmark in them", space.name)
		}
	}
	for _, l := range model.Landmarks {
		i := slices.IndexFunc(model.BARs, func(b pci.BAR) bool { return b.Index == l.BAR })
		switch {
		case i < 0:
			f.addf("the model's landmark %s stands in BAR%d, which it does not have", l.Name, l.BAR)
		case l.Value == l.Bits(), l.Value == 0 && model.BARs[i].Kind != pci.IO:
			f.addf("the model's landmark %s is %#x, as empty %v space is", l.Name, l.Value, model.BARs[i].Kind)
		}
	}
	return f.err()
}

// identity compares what tells drivers which device it is (PCI Local Bus 3.0,
// section 6.2.1 "Device Identification").
func identity(ctx context.Context, s subject) error {
	var f findings
	model := s.Model()
	id, err := s.ID(ctx)
	if err != nil {
		return err
	}
	differ(&f, "identity", id, model.ID)
	revision, err := pci.RevisionID.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if revision != model.Revision {
		f.addf("revision is %#02x, want %#02x", revision, model.Revision)
	}
	class, err := s.Class(ctx)
	if err != nil {
		return err
	}
	differ(&f, "class", class, model.Class)
	return f.err()
}

// header makes sure that this is a device, and that one function has no others
// beside it that it does not tell of.
func header(ctx context.Context, s subject) error {
	var f findings
	h, err := pci.HeaderType.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	differ(&f, "header layout", h&pci.HeaderLayout, 0)
	functions := 0
	at := s.Address()
	for at.Function = 0; at.Function < 8; at.Function++ {
		// Not by the bus's scan: that believes the bit in question.
		vendor, err := s.Bus().Host().ReadConfig(ctx, at, qtest.Width16, uint16(pci.VendorID))
		if err != nil {
			return fmt.Errorf("look for %v: %w", at, err)
		}
		if vendor != 0xffff {
			functions++
		}
	}
	differ(&f, "multi-function bit", h&pci.HeaderMultiFunction != 0, functions > 1)
	return f.err()
}

// readOnly writes the inverse of what they hold to registers that only the
// device's maker sets (PCI Local Bus 3.0, section 6.2 "Configuration Space
// Functions").
func readOnly(ctx context.Context, s subject) error {
	var f findings
	for _, r := range []struct {
		name string
		reg  reg.Reg[uint16]
	}{
		{"Vendor ID", pci.VendorID},
		{"Device ID", pci.DeviceID},
		{"Subsystem Vendor ID", pci.SubsystemVendorID},
		{"Subsystem ID", pci.SubsystemID},
	} {
		f.add(constant(ctx, s, r.name, r.reg))
	}
	for _, r := range []struct {
		name string
		reg  reg.Reg[uint8]
	}{
		{"Revision ID", pci.RevisionID},
		{"Programming Interface", pci.ProgIF},
		{"Sub-Class", pci.Subclass},
		{"Base Class", pci.BaseClass},
		{"Capabilities Pointer", pci.CapabilityPointer},
		{"Min_Gnt", pci.MinGnt},
		{"Max_Lat", pci.MaxLat},
	} {
		f.add(constant(ctx, s, r.name, r.reg))
	}
	f.add(constant(ctx, s, "Header Type", pci.HeaderType))
	f.add(constant(ctx, s, "Interrupt Pin", pci.InterruptPin))
	f.add(constant(ctx, s, "Cardbus CIS Pointer", pci.CardbusCIS))
	return f.err()
}

// constant makes sure that a register of configuration space cannot be written.
func constant[V reg.Word](ctx context.Context, s subject, name string, r reg.Reg[V]) error {
	before, err := r.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if err := r.Write(ctx, s.Config(), ^before); err != nil {
		return err
	}
	after, err := r.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("%s: %#x became %#x when %#x was written", name, uint64(before), uint64(after), uint64(^before))
	}
	return nil
}

// writable makes sure of the registers that software must be able to set, and
// of bits in them that it must not (PCI Local Bus 3.0, sections 6.2.2 "Device
// Control" and 6.2.4 "Miscellaneous Registers").
func writable(ctx context.Context, s subject) error {
	var f findings
	cfg := s.Config()
	before, err := pci.Command.Read(ctx, cfg)
	if err != nil {
		return err
	}
	bits := []pci.CommandBits{pci.CommandMaster}
	for _, b := range s.Model().BARs {
		if b.Kind == pci.IO {
			bits = append(bits, pci.CommandIO)
		} else {
			bits = append(bits, pci.CommandMemory)
		}
	}
	if s.Model().Pin != pci.NoPin {
		bits = append(bits, pci.CommandINTxDisable)
		f.add(sticks(ctx, cfg, "Interrupt Line", pci.InterruptLine, 0x5a, 0x5a))
	}
	for _, bit := range bits {
		f.add(sticks(ctx, cfg, "Command", pci.Command, before|bit, before|bit))
	}
	const reserved = 0xf880
	f.add(sticks(ctx, cfg, "Command, reserved bits", pci.Command, before|reserved, before))
	return f.err()
}

// sticks makes sure that a register holds want after v was written, and puts it
// back.
func sticks[V reg.Word](ctx context.Context, space reg.Space, name string, r reg.Reg[V], v, want V) error {
	before, err := r.Read(ctx, space)
	if err != nil {
		return err
	}
	if err := r.Write(ctx, space, v); err != nil {
		return err
	}
	got, err := r.Read(ctx, space)
	if err != nil {
		return err
	}
	if err := r.Write(ctx, space, before); err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%s holds %#x after %#x was written, want %#x", name, uint64(got), uint64(v), uint64(want))
	}
	return nil
}
