package pcidevice

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// advanced reports whether the device has advanced error reporting, and it is reached.
func advanced(ctx context.Context, s subject) (bool, error) {
	_, found, err := s.Extended(ctx, pci.ExtendedErrorReporting)
	return found, err
}

// errorReporting checks the registers of advanced error reporting: no error after power-on, masks and severities that can be set one by one, with their
// defaults, and that all of them outlast a function level reset (PCI Express Base 4.0,
// section 7.8.4 "Advanced Error Reporting Extended Capability").
func errorReporting(ctx context.Context, s subject) error {
	offset, _, err := s.Extended(ctx, pci.ExtendedErrorReporting)
	if err != nil {
		return err
	}
	at := s.ConfigAt(offset)
	var f findings
	f.add(sticks(ctx, at, "Uncorrectable Error Status", pci.UncorrectableStatus, ^pci.Uncorrectable(0), 0))
	f.add(sticks(ctx, at, "Correctable Error Status", pci.CorrectableStatus, ^pci.Correctable(0), 0))
	// Those that each function with this capability must have (section 6.2.7 "Error
	// Listing and Rules").
	const required, corrected = pci.PoisonedPacket | pci.UnsupportedRequest, pci.AdvisoryNonFatal
	const named, namedCorrectable = pci.InternalError<<1 - 1, pci.HeaderOverflow<<1 - 1
	f.add(switches(ctx, at, "Uncorrectable Error Mask", pci.UncorrectableMask, bitsOf[pci.Uncorrectable]{required, named, pci.InternalError}))
	f.add(switches(ctx, at, "Uncorrectable Error Severity", pci.UncorrectableSeverity, bitsOf[pci.Uncorrectable]{required, named, pci.FatalErrors}))
	f.add(switches(ctx, at, "Correctable Error Mask", pci.CorrectableMask, bitsOf[pci.Correctable]{corrected, namedCorrectable, pci.MaskedErrors}))
	can, err := s.CanReset(ctx)
	if err != nil || !can {
		f.add(err)
		return f.err()
	}
	f.add(sticky(ctx, s, at))
	return f.err()
}

// bitsOf says of a register which bits a function must have, which ones have a default
// that is known, and which of these are then set.
type bitsOf[V reg.Word] struct{ required, known, on V }

// switches checks a register whose bits can be set one by one: the required ones are
// there, and those that are have their defaults.
func switches[V reg.Word](ctx context.Context, at reg.Space, name string, r reg.Reg[V], bits bitsOf[V]) error {
	var f findings
	before, err := r.Read(ctx, at)
	if err != nil {
		return err
	}
	if err := r.Write(ctx, at, ^before); err != nil {
		return err
	}
	after, err := r.Read(ctx, at)
	if err != nil {
		return err
	}
	has := before ^ after
	if missing := bits.required &^ has; missing != 0 {
		f.addf("%s: %v cannot be changed", name, missing)
	}
	if is, want := before&has&bits.known, bits.on&has; is != want {
		f.addf("%s is %v after power-on, want %v", name, is, want)
	}
	const pattern = 0x55555555
	want := before&^has | V(pattern&uint64(^V(0)))&has
	f.add(sticks(ctx, at, name, r, V(pattern&uint64(^V(0))), want))
	f.add(r.Write(ctx, at, before))
	return f.err()
}

// sticky checks that a function level reset leaves the masks and severities (PCI Express
// Base 4.0, section 7.4 "Configuration Register Types": ROS, RWS and RW1CS).
func sticky(ctx context.Context, s subject, at reg.Space) error {
	var f findings
	mask, err := pci.UncorrectableMask.Read(ctx, at)
	if err != nil {
		return err
	}
	set := mask ^ pci.UnsupportedRequest
	if err := pci.UncorrectableMask.Write(ctx, at, set); err != nil {
		return err
	}
	if err := s.ResetFunction(ctx); err != nil {
		return err
	}
	got, err := pci.UncorrectableMask.Read(ctx, at)
	if err != nil {
		return err
	}
	differ(&f, "Uncorrectable Error Mask after a function level reset", got, set)
	f.add(pci.UncorrectableMask.Write(ctx, at, mask))
	return f.err()
}
