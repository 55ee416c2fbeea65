package pci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
)

// Hotplug is the ability of a bus to add and remove devices while the machine runs.
// A Produces edge of such a bus has graph.Provides(pci.Hotplug), a test that needs
// it graph.Requires(pci.Hotplug).
var Hotplug = graph.NewAbility("PCI hotplug")

// Hotplugger is a machine's hot plug on a bus. Each machine family with hot
// plug implements it, with package hotplug for QEMU's side.
type Hotplugger interface {
	// CanPlug reports whether an address supports hot plug.
	CanPlug(at Address) bool
	// Plug plugs in a device at an address. It adds the properties for the
	// address to the device's.
	Plug(ctx context.Context, at Address, d hotplug.Device) error
	// Unplug requests the removal of the device at an address, does the guest's
	// part, and waits until the device is gone.
	Unplug(ctx context.Context, at Address) error
}

// Hotplugger returns the hot plug of the bus, nil without one.
func (b *Bus) Hotplugger() Hotplugger { return b.hotplug }

// CanUnplug reports whether the device can be removed while the machine runs.
func (d *Device) CanUnplug() bool { return d.bus.hotplug != nil && d.bus.hotplug.CanPlug(d.at) }

// Plug plugs a device into the first free slot behind the path's device and
// returns it once it answers. If the bus's own slots do not support hot plug, it
// uses one behind a port of the bus.
func (b *Bus) Plug(ctx context.Context, d hotplug.Device) (*Device, error) {
	return b.PlugApart(ctx, 1, d)
}

// PlugApart is [Bus.Plug] for a device that must be that many slots behind the
// path's, because the numbers between belong to virtual functions.
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

// freeSlot returns the first free slot for hot plug: that many slots behind the
// path's device, or on a bus with a higher number.
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
	return Address{}, errors.New("no free slot")
}

// Unplug removes a device: it asks QEMU to remove it, does the guest's part, and
// returns once QEMU reports the deletion. The device's BARs are unmapped.
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
