package i2c

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// Device is a device with numbered registers. A write begins with the number of a
// register, and a read starts at the last register named. It is a reg.Space in
// which an offset is the number of a register, 0 to 255.
type Device struct {
	bus   Bus
	addr  Address
	order binary.ByteOrder
}

// NewDevice returns the device at addr. Its registers of more than a byte have
// the given order on the bus.
func NewDevice(bus Bus, addr Address, order binary.ByteOrder) *Device {
	return &Device{bus, addr, order}
}

// Address returns the device's address.
func (d *Device) Address() Address { return d.addr }

// Machine returns the device's machine.
func (d *Device) Machine() *guest.Machine { return d.bus.Machine() }

// Load reads a register of w bytes.
func (d *Device) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if offset > 0xff {
		return 0, fmt.Errorf("i2c: device %v: got register number %#x, want 0x0 to 0xff", d.addr, offset)
	}
	p := make([]byte, w)
	if err := d.Read(ctx, uint8(offset), p); err != nil {
		return 0, err
	}
	switch w {
	case qtest.Width8:
		return uint64(p[0]), nil
	case qtest.Width16:
		return uint64(d.order.Uint16(p)), nil
	case qtest.Width32:
		return uint64(d.order.Uint32(p)), nil
	}
	return d.order.Uint64(p), nil
}

// Store writes a register of w bytes.
func (d *Device) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if offset > 0xff {
		return fmt.Errorf("i2c: device %v: got register number %#x, want 0x0 to 0xff", d.addr, offset)
	}
	p := make([]byte, w)
	switch w {
	case qtest.Width8:
		p[0] = byte(value)
	case qtest.Width16:
		d.order.PutUint16(p, uint16(value))
	case qtest.Width32:
		d.order.PutUint32(p, uint32(value))
	default:
		d.order.PutUint64(p, value)
	}
	return d.Write(ctx, uint8(offset), p...)
}

// Read names a register and, after a repeated START, fills p starting with it.
func (d *Device) Read(ctx context.Context, register uint8, p []byte) error {
	if err := d.bus.Transfer(ctx, d.addr, []byte{register}, p); err != nil {
		return fmt.Errorf("i2c: read %d bytes from register %#02x: %w", len(p), register, err)
	}
	return nil
}

// Write names a register and sends p, which may be empty, to it and the
// following ones.
func (d *Device) Write(ctx context.Context, register uint8, p ...byte) error {
	if err := d.bus.Transfer(ctx, d.addr, append([]byte{register}, p...), nil); err != nil {
		return fmt.Errorf("i2c: write %x to register %#02x: %w", p, register, err)
	}
	return nil
}

// Receive fills p without naming a register.
func (d *Device) Receive(ctx context.Context, p []byte) error {
	if err := d.bus.Transfer(ctx, d.addr, nil, p); err != nil {
		return fmt.Errorf("i2c: receive %d bytes: %w", len(p), err)
	}
	return nil
}
