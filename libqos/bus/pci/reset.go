package pci

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Registers of the Advanced Features capability (Advanced Capabilities for
// Conventional PCI ECN, 2006).
const (
	afCapabilities reg.Reg[uint8] = 0x3
	afControl      reg.Reg[uint8] = 0x4

	afCanReset uint8 = 1 << 1
	afReset    uint8 = 1 << 0
)

// resetTime is the longest time that a function may take for a reset (PCI Express
// Base 3.0, section 6.6.2 "Function-Level Reset (FLR)").
const resetTime = 100 * time.Millisecond

// CanReset reports whether a capability of the device offers a function level
// reset.
func (d *Device) CanReset(ctx context.Context) (bool, error) {
	start, err := d.reset(ctx)
	return start != nil, err
}

// ResetFunction resets the device by a function level reset and lets the
// specification's time for it pass. The error wraps [ErrNoCapability] if no
// capability of the device offers one.
func (d *Device) ResetFunction(ctx context.Context) error {
	start, err := d.reset(ctx)
	switch {
	case err != nil:
		return err
	case start == nil:
		return fmt.Errorf("pci: function level reset of %v: %w", d, ErrNoCapability)
	}
	if err := start(ctx); err != nil {
		return fmt.Errorf("pci: function level reset of %v: %w", d, err)
	}
	if err := d.bus.machine.Pass(ctx, resetTime); err != nil {
		return fmt.Errorf("pci: function level reset of %v: %w", d, err)
	}
	return nil
}

// reset returns the function that starts a function level reset; nil without
// one.
func (d *Device) reset(ctx context.Context) (func(context.Context) error, error) {
	if d.asked {
		return d.start, nil
	}
	list, err := d.known(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		start, err := c.reset(ctx, c.Space(d))
		if err != nil {
			return nil, fmt.Errorf("pci: %v of %v: %w", c.ID, d, err)
		}
		if start != nil {
			d.start = start
			break
		}
	}
	d.asked = true
	return d.start, nil
}

// reset returns the function that starts a function level reset by the
// capability; nil if the capability does not offer one.
func (c Capability) reset(ctx context.Context, space reg.Space) (func(context.Context) error, error) {
	switch c.ID {
	case CapabilityExpress:
		v, err := DeviceCapabilities.Read(ctx, space)
		if err != nil || v&DeviceCanReset == 0 {
			return nil, err
		}
		return func(ctx context.Context) error {
			return DeviceControl.Modify(ctx, space, 0, DeviceReset)
		}, nil
	case CapabilityAdvancedFeatures:
		v, err := afCapabilities.Read(ctx, space)
		if err != nil || v&afCanReset == 0 {
			return nil, err
		}
		return func(ctx context.Context) error { return afControl.Write(ctx, space, afReset) }, nil
	}
	return nil, nil
}
