package pmbus

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Device is a device with its profile. Its registers are little-endian, like
// those of SMBus.
type Device struct {
	*i2c.Device
	Profile Profile
}

// New returns the device at addr.
func New(bus i2c.Bus, addr i2c.Address, p Profile) *Device {
	return &Device{i2c.NewDevice(bus, addr, binary.LittleEndian), p}
}

// With returns the device with other pages in its profile: several pages, or one
// that is not page 0.
func (d *Device) With(parts []Part) *Device {
	p := d.Profile
	p.Parts = parts
	return &Device{d.Device, p}
}

// Select selects the page for the following commands. For a device with one
// page it does nothing.
func (d *Device) Select(ctx context.Context, page uint8) error {
	if !d.Profile.Paged() {
		return nil
	}
	if err := Page.Write(ctx, d, page); err != nil {
		return fmt.Errorf("pmbus: select page %d: %w", page, err)
	}
	return nil
}

// ClearFaults clears all status bits of the page (section 15.1 "CLEAR_FAULTS").
func (d *Device) ClearFaults(ctx context.Context) error {
	if err := d.Write(ctx, uint8(ClearFaults)); err != nil {
		return fmt.Errorf("pmbus: clear faults: %w", err)
	}
	return nil
}

// VoutFormat returns the format of the page's output voltage, according to
// VOUT_MODE.
func (d *Device) VoutFormat(ctx context.Context) (Format, error) {
	mode, err := VoutMode.Read(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("pmbus: VOUT_MODE: %w", err)
	}
	return mode.Format(d.Profile.Direct)
}

// Format returns the format of a sensor on the page.
func (d *Device) Format(ctx context.Context, s Sensor) (Format, error) {
	if s.Format != nil {
		return s.Format, nil
	}
	return d.VoutFormat(ctx)
}
