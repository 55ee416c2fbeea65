package pci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/hotplug"
)

// Hotplug is the ability of a bus whose devices come and go while the machine
// runs: a Produces edge of such a bus says graph.Provides(pci.Hotplug), a test that
// needs it says graph.Requires(pci.Hotplug).
const Hotplug = "PCI hotplug"

// Hotplugger is how a machine does hot plug on a bus. Each machine family that
// can implements it, with package hotplug for QEMU's side.
type Hotplugger interface {
	// Plug plugs a device in at an address; the properties that say so are
	// not among the device's.
	Plug(ctx context.Context, at Address, d hotplug.Device) error
	// Unplug asks for the removal of the device at an address, does what the
	// guest does when it is asked, and waits until the device is gone.
	Unplug(ctx context.Context, at Address) error
}

// CanPlug reports whether devices of the bus come and go.
func (b *Bus) CanPlug() bool { return b.hotplug != nil }

// Plug plugs a device into the first free slot behind the path's device and
// returns it once it answers.
func (b *Bus) Plug(ctx context.Context, d hotplug.Device) (*Device, error) {
	at, err := b.freeSlot(ctx)
	if err != nil {
		return nil, fmt.Errorf("pci: plug in %s: %w", d.Driver, err)
	}
	return b.PlugAt(ctx, at, d)
}

// PlugAt is [Bus.Plug] for a device that needs a slot of its own choice, as one
// does whose virtual functions take others.
func (b *Bus) PlugAt(ctx context.Context, at Address, d hotplug.Device) (*Device, error) {
	if b.hotplug == nil {
		return nil, fmt.Errorf("pci: plug in %s at %v: %w", d.Driver, at, ErrNoHotplug)
	}
	if err := b.hotplug.Plug(ctx, at, d); err != nil {
		return nil, fmt.Errorf("pci: plug in %s at %v: %w", d.Driver, at, err)
	}
	return b.At(ctx, at)
}

// freeSlot returns the first slot behind the path's device where nothing
// answers.
func (b *Bus) freeSlot(ctx context.Context) (Address, error) {
	if b.hotplug == nil {
		return Address{}, ErrNoHotplug
	}
	at := Address{Bus: b.slot.Bus, Device: b.slot.Device}
	for at.Device++; at.Device < 32; at.Device++ {
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
