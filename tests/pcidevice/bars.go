package pcidevice

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// baseAddresses compares the BARs that the sizing protocol finds with the declared
// ones. The protocol itself checks that a BAR has the bits of an address, and that
// registers without a BAR hold zero. This function maps the undeclared BARs;
// [decoding] maps the others.
func baseAddresses(ctx context.Context, s subject) error {
	var f findings
	bars, err := s.BARs(ctx)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(s.Model().BARs, bars); diff != "" {
		f.addf("BARs (-declared +found):\n%s", diff)
	}
	for _, b := range bars {
		f.add(address(ctx, s, b))
		if slices.Contains(s.Model().BARs, b) {
			continue
		}
		if _, err := s.Map(ctx, b.Index); err != nil {
			f.add(err)
			continue
		}
		f.add(s.Unmap(ctx, b.Index))
	}
	return f.err()
}

// address checks that a BAR keeps each bit of an address, and none below it: those are
// read-only (PCI Local Bus 3.0, section 6.2.5.1 "Address Maps"). The device decodes
// nothing meanwhile.
func address(ctx context.Context, s subject, b pci.BAR) error {
	var f findings
	for i := range b.Registers() {
		mask, flags := uint32(-b.Size>>(32*i)), b.Flags()
		if i > 0 {
			flags = 0
		}
		if b.Kind == pci.IO {
			mask &= 0xffff // the upper half need not be there
		}
		for _, v := range []uint32{0, 0x5555_5555 & mask, 0xaaaa_aaaa & mask, 0} {
			r := pci.BaseAddress(b.Index + i)
			f.add(sticks(ctx, s.Config(), fmt.Sprintf("%v, register %d", b, b.Index+i), r, v, v|flags))
		}
	}
	return f.err()
}

// relocation moves the device to other addresses, also above 4 GiB where a BAR has 64
// bits: it is there, and no longer where it was.
func relocation(ctx context.Context, s subject) error {
	var f findings
	for _, b := range s.Model().BARs {
		if _, err := s.Map(ctx, b.Index); err != nil {
			return err
		}
	}
	const decode = pci.CommandIO | pci.CommandMemory
	for _, l := range s.Model().Landmarks {
		old, err := s.MapOrder(ctx, l.BAR, s.orderOf(l))
		if err != nil {
			return err
		}
		if err := pci.Command.Modify(ctx, s.Config(), decode, 0); err != nil {
			return err
		}
		moved, err := s.Move(ctx, l.BAR, s.orderOf(l))
		if errors.Is(err, pci.ErrNoWindow) {
			continue // no second place for it
		}
		if err != nil {
			return err
		}
		if err := pci.Command.Modify(ctx, s.Config(), 0, decode); err != nil {
			return err
		}
		if err := landmark(ctx, moved, l, decode); err != nil {
			f.addf("moved from %#x to %#x: %w", old.Base(), moved.Base(), err)
		}
		if err := landmark(ctx, old, l, 0); err != nil {
			f.addf("moved from %#x to %#x, and still there: %w", old.Base(), moved.Base(), err)
		}
	}
	f.add(s.Disable(ctx))
	for _, b := range s.Model().BARs {
		f.add(s.Unmap(ctx, b.Index))
	}
	return f.err()
}

// decoding checks that I/O and memory space are each decoded only while their bit
// of the Command register is set (PCI Local Bus 3.0, section 6.2.2 "Device
// Control").
func decoding(ctx context.Context, s subject) error {
	var f findings
	for _, b := range s.Model().BARs {
		if _, err := s.Map(ctx, b.Index); err != nil {
			return err
		}
	}
	before, err := pci.Command.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	for _, on := range []pci.CommandBits{
		0,
		pci.CommandMemory,
		pci.CommandIO,
		pci.CommandMemory | pci.CommandIO,
		0,
	} {
		set := before&^(pci.CommandMemory|pci.CommandIO) | on
		if err := pci.Command.Write(ctx, s.Config(), set); err != nil {
			return err
		}
		for _, l := range s.Model().Landmarks {
			region, err := s.Mapped(l.BAR, s.orderOf(l))
			if err != nil {
				continue // reported as a fault of the declaration
			}
			if err := landmark(ctx, region, l, on); err != nil {
				f.addf("with Command %v: %w", set, err)
			}
		}
	}
	f.add(pci.Command.Write(ctx, s.Config(), before))
	for _, b := range s.Model().BARs {
		f.add(s.Unmap(ctx, b.Index))
	}
	return f.err()
}

// landmark checks that the device is visible where it is decoded, and invisible
// elsewhere.
func landmark(ctx context.Context, region *pci.Region, l pci.Landmark, on pci.CommandBits) error {
	decoded := on&pci.CommandMemory != 0
	if region.BAR().Kind == pci.IO {
		decoded = on&pci.CommandIO != 0
	}
	v, err := region.Load(ctx, l.Width, l.Offset)
	if err != nil {
		return err
	}
	empty := region.Empty(l.Width)
	switch {
	case decoded && v&l.Bits() != l.Value:
		return fmt.Errorf("%s, %d bytes at %#x of %v, is %#x, want %#x under mask %#x", l.Name, l.Width, l.Offset, region.BAR(), v, l.Value, l.Bits())
	case !decoded && v != empty:
		return fmt.Errorf("%s, at %#x of %v, is %#x, want %#x, as in empty space", l.Name, l.Offset, region.BAR(), v, empty)
	}
	return nil
}
