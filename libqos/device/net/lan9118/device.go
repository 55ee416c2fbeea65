package lan9118

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Device]("lan9118")

// FarEnd is the backend at the other end of the wire.
var FarEnd = graph.NewHandle("lan")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Device, error) {
	return &Device{board.At(m, p)}, nil
})

// NIC returns the options by which a board has the controller, and leads it to [FarEnd].
func NIC() []graph.EdgeOption { return ethernet.OnBoard(Driver.Name(), FarEnd, 0) }

// Device is a controller.
type Device struct{ board.Device }

// Reset resets the controller by software.
func (d *Device) Reset(ctx context.Context) error {
	if err := Hardware.Write(ctx, d.Regs, SoftReset); err != nil {
		return fmt.Errorf("lan9118: reset: %w", err)
	}
	return d.Machine.Wait(ctx, "the end of a reset of the LAN9118", func(ctx context.Context) (bool, error) {
		c, err := Hardware.Read(ctx, d.Regs)
		return c&SoftReset == 0, err
	})
}

// access carries out a command of the MAC's registers.
func (d *Device) access(ctx context.Context, c Access) error {
	if err := MACCommand.Write(ctx, d.Regs, c|Busy); err != nil {
		return fmt.Errorf("lan9118: MAC: %w", err)
	}
	return d.Machine.Wait(ctx, "the MAC of the LAN9118", func(ctx context.Context) (bool, error) {
		c, err := MACCommand.Read(ctx, d.Regs)
		return c&Busy == 0, err
	})
}

// WriteMAC writes a register of the MAC.
func (d *Device) WriteMAC(ctx context.Context, n int, v uint32) error {
	if err := MACData.Write(ctx, d.Regs, v); err != nil {
		return fmt.Errorf("lan9118: MAC: %w", err)
	}
	return d.access(ctx, Access(n))
}

// ReadMAC reads a register of the MAC.
func (d *Device) ReadMAC(ctx context.Context, n int) (uint32, error) {
	if err := d.access(ctx, Access(n)|ReadMAC); err != nil {
		return 0, err
	}
	return MACData.Read(ctx, d.Regs)
}

// The PHY of the chip, and bits of MII_ACC.
const (
	phy      = 1
	miiWrite = 1 << 1 // MIIWnR
)

// ReadPHY reads register n of the chip's PHY.
func (d *Device) ReadPHY(ctx context.Context, n int) (uint16, error) {
	if err := d.WriteMAC(ctx, MIIAccess, phy<<11|uint32(n)<<6|1); err != nil {
		return 0, err
	}
	v, err := d.ReadMAC(ctx, MIIData)
	return uint16(v), err
}

// WritePHY writes register n of the chip's PHY.
func (d *Device) WritePHY(ctx context.Context, n int, v uint16) error {
	if err := d.WriteMAC(ctx, MIIData, uint32(v)); err != nil {
		return err
	}
	return d.WriteMAC(ctx, MIIAccess, phy<<11|uint32(n)<<6|miiWrite|1)
}

// HashBits is the number of bits of the filter for groups.
const HashBits = 64

// HashBit returns the bit of the filter that lets an address through: the upper six bits of its CRC (section 3.6.2 "Filtering Modes").
func HashBit(a ethernet.MAC) int { return int(a.CRC() >> 26) }
