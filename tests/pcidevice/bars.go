package pcidevice

import (
	"context"
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

// decoding checks that I/O and memory space are each decoded only while their bit
// of the Command register is set (PCI Local Bus 3.0, section 6.2.2 "Device
// Control").
func decoding(ctx context.Context, s subject) error {
	var f findings
	regions := map[int]*pci.Region{}
	for _, b := range s.Model().BARs {
		r, err := s.Map(ctx, b.Index)
		if err != nil {
			return err
		}
		regions[b.Index] = r
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
			region := regions[l.BAR]
			if region == nil {
				continue // reported as a fault of the declaration
			}
			if l.Native {
				if region, err = s.MapOrder(ctx, l.BAR, s.Bus().Machine().Order); err != nil {
					return err
				}
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
