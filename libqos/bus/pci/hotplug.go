package pci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
)

// Hotplug is the ability of a bus whose devices come and go while the machine
// runs: a Produces edge of such a bus says graph.Provides(pci.Hotplug), a test that
// needs it says graph.Requires(pci.Hotplug).
var Hotplug = graph.NewAbility("PCI hotplug")

// Hotplugger is how a machine does hot plug on a bus. Each machine family that
// can implements it, with package hotplug for QEMU's side.
type Hotplugger interface {
	// CanPlug reports whether devices come and go at an address.
	CanPlug(at Address) bool
	// Plug plugs a device in at an address; the properties that say so are
	// not among the device's.
	Plug(ctx context.Context, at Address, d hotplug.Device) error
	// Unplug asks for the removal of the device at an address, does what the
	// guest does when it is asked, and waits until the device is gone.
	Unplug(ctx context.Context, at Address) error
}

// Hotplugger returns how hot plug is done on the bus, nil if it is not.
func (b *Bus) Hotplugger() Hotplugger { return b.hotplug }

// CanUnplug reports whether the device can be taken out while the machine runs.
func (d *Device) CanUnplug() bool { return d.bus.hotplug != nil && d.bus.hotplug.CanPlug(d.at) }

// Plug plugs a device into the first free slot behind the path's device and
// returns it once it answers. Where a slot of the bus itself is none for hot plug,
// that is one behind a port of it.
func (b *Bus) Plug(ctx context.Context, d hotplug.Device) (*Device, error) {
	return b.PlugApart(ctx, 1, d)
}

// PlugApart is [Bus.Plug] for a device that must be so many slots behind the
// path's, because the numbers between are those of virtual functions.
func (b *Bus) PlugApart(ctx context.Context, slots uint8, d hotplug.Device) (*Device, error) {
	at, err := b.freeSlot(ctx, slots)
	if err != nil {
		return nil, fmt.Errorf("pci: plug in %s: %w", d.Driver, err)
	}
	return b.PlugAt(ctx, at, d)
}

// PlugAt is [Bus.Plug] for a slot of the caller's choice.
func (b *Bus) PlugAt(ctx context.Context, at Address, d hotplug.Device) (*Device, error) {
	if b.hotplug == nil {
		return nil, fmt.Errorf("pci: plug in %s at %v: %w", d.Driver, at, ErrNoHotplug)
	}
	if err := b.hotplug.Plug(ctx, at, d); err != nil {
		return nil, fmt.Errorf("pci: plug in %s at %v: %w", d.Driver, at, err)
	}
	return b.At(ctx, at)
}

// freeSlot returns the first slot for hot plug, so many behind the path's device
// or on a bus with a higher number, where nothing answers.
func (b *Bus) freeSlot(ctx context.Context, distance uint8) (Address, error) {
	if b.hotplug == nil {
		return Address{}, ErrNoHotplug
	}
	const buses, slots = 256, 32
	for n := int(b.slot.Bus)*slots + int(b.slot.Device+distance); n < buses*slots; n++ {
		at := Address{Bus: uint8(n / slots), Device: uint8(n % slots)}
		if !b.hotplug.CanPlug(at) {
			continue
		}
		present, err := (&Device{bus: b, at: at}).Present(ctx)
		if err != nil || !present {
			return at, err
		}
	}
	return Address{}, errors.New("every slot is taken")
}

// Unplug takes a device out: it asks QEMU to remove it, does the guest's part,
// and returns once QEMU says that the device is deleted. What was mapped of it is
// given back.
func (b *Bus) Unplug(ctx context.Context, d *Device) error {
	if b.hotplug == nil {
		return fmt.Errorf("pci: unplug %v: %w", d, ErrNoHotplug)
	}
	if err := b.hotplug.Unplug(ctx, d.at); err != nil {
		return fmt.Errorf("pci: unplug %v: %w", d, err)
	}
	if err := b.forget(d.at); err != nil {
		return fmt.Errorf("pci: unplug %v: %w", d, err)
	}
	return nil
}
