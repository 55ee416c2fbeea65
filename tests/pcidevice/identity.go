package pcidevice

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// declaration checks that the model declares enough for the other checks.
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
			f.addf("the model has BARs in %s space and no landmark", space.name)
		}
	}
	for _, l := range model.Landmarks {
		i := slices.IndexFunc(model.BARs, func(b pci.BAR) bool { return b.Index == l.BAR })
		switch {
		case i < 0:
			f.addf("the model's landmark %s is in BAR%d, which the model lacks", l.Name, l.BAR)
		case l.Value == l.Bits(), l.Value == 0 && model.BARs[i].Kind != pci.IO:
			f.addf("the model's landmark %s is %#x, the same as empty %v space", l.Name, l.Value, model.BARs[i].Kind)
		}
	}
	return f.err()
}

// identity compares the registers that identify the device to drivers (PCI Local
// Bus 3.0, section 6.2.1 "Device Identification").
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

// header checks that this is a device, and that its multi-function bit matches
// the functions in its slot.
func header(ctx context.Context, s subject) error {
	var f findings
	h, err := pci.HeaderType.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	differ(&f, "header layout", h&pci.HeaderLayout, 0)
	functions := 1 // the device
	at := s.Address()
	for at.Function = 0; at.Function < 8; at.Function++ {
		if at == s.Address() {
			continue
		}
		// The bus's scan is no use here: it relies on the tested bit.
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

// readOnly writes the inverse of their values to the registers that only the
// manufacturer sets (PCI Local Bus 3.0, section 6.2 "Configuration Space
// Functions").
func readOnly(ctx context.Context, s subject) error {
	var f findings
	for _, list := range [][]field{
		{fieldOf("Vendor ID", pci.VendorID), fieldOf("Device ID", pci.DeviceID)},
		{
			fieldOf("Revision ID", pci.RevisionID), fieldOf("Programming Interface", pci.ProgIF),
			fieldOf("Sub-Class", pci.Subclass), fieldOf("Base Class", pci.BaseClass),
		},
		{fieldOf("Header Type", pci.HeaderType)},
		{fieldOf("Cardbus CIS Pointer", pci.CardbusCIS)},
		{fieldOf("Subsystem Vendor ID", pci.SubsystemVendorID), fieldOf("Subsystem ID", pci.SubsystemID)},
		{fieldOf("Capabilities Pointer", pci.CapabilityPointer)},
		{fieldOf("Interrupt Pin", pci.InterruptPin), fieldOf("Min_Gnt", pci.MinGnt), fieldOf("Max_Lat", pci.MaxLat)},
	} {
		f.add(constant(ctx, s, list))
	}
	return f.err()
}

// field is a register as a part of its doubleword.
type field struct {
	name  string
	word  reg.Reg[uint32]
	shift uint   // of its lowest bit
	mask  uint32 // before it is shifted
}

// fieldOf returns a register as a part of its doubleword.
func fieldOf[V reg.Word](name string, r reg.Reg[V]) field {
	return field{name, pci.Doubleword(r), 8 * uint(r%4), ^uint32(0) >> (32 - 8*uint(r.Width()))}
}

// constant checks that registers of one doubleword of configuration space are
// read-only. The other registers in the doubleword keep their values.
func constant(ctx context.Context, s subject, list []field) error {
	word, all := list[0].word, uint32(0)
	for _, r := range list {
		all |= r.mask << r.shift
	}
	before, err := word.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if err := byBytes(ctx, s, word, before); err != nil {
		return err
	}
	written := before ^ all
	if err := word.Write(ctx, s.Config(), written); err != nil {
		return err
	}
	after, err := word.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	var f findings
	for _, r := range list {
		if was, is := before>>r.shift&r.mask, after>>r.shift&r.mask; is != was {
			f.addf("%s: %#x became %#x after a write of %#x", r.name, was, is, written>>r.shift&r.mask)
		}
	}
	return f.err()
}

// byBytes checks that a doubleword of configuration space reads the same by its bytes.
func byBytes(ctx context.Context, s subject, word reg.Reg[uint32], whole uint32) error {
	var f findings
	for i := range reg.Reg[uint8](4) {
		b, err := (reg.Reg[uint8](word) + i).Read(ctx, s.Config())
		if err != nil {
			return err
		}
		differ(&f, fmt.Sprintf("byte %#x", uint64(word)+uint64(i)), b, uint8(whole>>(8*i)))
	}
	return f.err()
}

// command checks the bits of the Command register that software must be able to set, alone and
// with the others, and the reserved ones that it must not be able to set (PCI Local Bus 3.0, section
// 6.2.2 "Device Control").
func command(ctx context.Context, s subject) error {
	var f findings
	cfg := s.Config()
	before, err := pci.Command.Read(ctx, cfg)
	if err != nil {
		return err
	}
	can := pci.CommandMaster
	for _, b := range s.Model().BARs {
		if b.Kind == pci.IO {
			can |= pci.CommandIO
		} else {
			can |= pci.CommandMemory
		}
	}
	values := []pci.CommandBits{can, 0}
	for _, bit := range []pci.CommandBits{pci.CommandIO, pci.CommandMemory, pci.CommandMaster} {
		if can&bit != 0 {
			values = append(values, bit)
		}
	}
	for _, v := range values {
		f.add(sticks(ctx, cfg, "Command", pci.Command, before&^can|v, before&^can|v))
	}
	const reserved = 0xf880
	f.add(sticks(ctx, cfg, "Command, reserved bits", pci.Command, before|reserved, before))
	f.add(pci.Command.Write(ctx, cfg, before))
	return f.err()
}

// hasPin reports whether the device has an interrupt pin.
func hasPin(_ context.Context, s subject) (bool, error) { return s.Model().Pin != pci.NoPin, nil }

// interruptDisable checks that Interrupt Disable can be set and cleared, and that neither changes what
// Status says of the interrupt (PCI Local Bus 3.0, sections 6.2.2 "Device Control" and 6.2.3 "Device
// Status").
func interruptDisable(ctx context.Context, s subject) error {
	var f findings
	cfg := s.Config()
	before, err := pci.Command.Read(ctx, cfg)
	if err != nil {
		return err
	}
	for _, v := range []pci.CommandBits{before | pci.CommandINTxDisable, before &^ pci.CommandINTxDisable, before} {
		f.add(sticks(ctx, cfg, "Command", pci.Command, v, v))
		status, err := pci.Status.Read(ctx, cfg)
		if err != nil {
			return err
		}
		if status&pci.StatusInterrupt != 0 {
			f.addf("with Command %v: Status is %v, want no interrupt", v, status)
		}
	}
	return f.err()
}

// interruptLine checks that the Interrupt Line register keeps what software notes in it (PCI Local
// Bus 3.0, section 6.2.4 "Miscellaneous Registers").
func interruptLine(ctx context.Context, s subject) error {
	var f findings
	line, err := pci.InterruptLine.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	for _, v := range []uint8{0x5a, 0xa5} {
		f.add(sticks(ctx, s.Config(), "Interrupt Line", pci.InterruptLine, v, v))
	}
	f.add(pci.InterruptLine.Write(ctx, s.Config(), line))
	return f.err()
}

// status checks the Status register: no error, none that a write sets, and what it says
// of the device is read-only (PCI Local Bus 3.0, section 6.2.3 "Device Status").
func status(ctx context.Context, s subject) error {
	var f findings
	before, err := pci.Status.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if before&pci.StatusErrors != 0 {
		f.addf("Status is %v after power-on, want no error", before)
	}
	if has := before&pci.StatusCapabilities != 0; has != (len(s.Model().Capabilities) > 0) {
		f.addf("Status is %v, and the device has %d capabilities", before, len(s.Model().Capabilities))
	}
	f.add(sticks(ctx, s.Config(), "Status", pci.Status, ^before, before&^pci.StatusErrors))
	return f.err()
}

// absent writes to the registers of what the device has not: an expansion ROM, BARs,
// a self-test; on PCI Express also a latency timer and the modes of a shared bus. They
// read as zero (PCI Local Bus 3.0, sections 6.2.4 and 6.2.5; PCI Express Base 4.0,
// section 7.5.1 "PCI-Compatible Configuration Registers").
func absent(ctx context.Context, s subject) error {
	var f findings
	cfg := s.Config()
	f.add(sticks(ctx, cfg, "Expansion ROM Base Address", pci.ExpansionROM, ^uint32(0), 0))
	f.add(sticks(ctx, cfg, "BIST", pci.BIST, ^uint8(0), 0))
	for i := range 6 {
		has := func(b pci.BAR) bool { return i >= b.Index && i < b.Index+b.Registers() }
		if !slices.ContainsFunc(s.Model().BARs, has) {
			f.add(sticks(ctx, cfg, fmt.Sprintf("BAR%d", i), pci.BaseAddress(i), ^uint32(0), 0))
		}
	}
	_, express, err := s.Capability(ctx, pci.CapabilityExpress)
	if err != nil || !express {
		f.add(err)
		return f.err()
	}
	f.add(sticks(ctx, cfg, "Latency Timer", pci.LatencyTimer, ^uint8(0), 0))
	f.add(sticks(ctx, cfg, "Cache Line Size", pci.CacheLineSize, 0x5a, 0x5a)) // of software alone
	f.add(pci.CacheLineSize.Write(ctx, cfg, 0))
	const shared = pci.CommandSpecial | pci.CommandInvalidate | pci.CommandVGASnoop | pci.CommandFastBack
	before, err := pci.Command.Read(ctx, cfg)
	if err != nil {
		return err
	}
	f.add(sticks(ctx, cfg, "Command, bits of a shared bus", pci.Command, before|shared, before&^shared))
	f.add(pci.Command.Write(ctx, cfg, before))
	return f.err()
}

// sticks checks that a register holds want after a write of v. The caller restores
// the old value.
func sticks[V reg.Word](ctx context.Context, space reg.Space, name string, r reg.Reg[V], v, want V) error {
	if err := r.Write(ctx, space, v); err != nil {
		return err
	}
	got, err := r.Read(ctx, space)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%s holds %#x after %#x was written, want %#x", name, uint64(got), uint64(v), uint64(want))
	}
	return nil
}
