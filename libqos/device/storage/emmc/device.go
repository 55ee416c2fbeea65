package emmc

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// voltages and mode are the host's argument of CMD1: 2.7 to 3.6 V, and addresses that count sectors (section 6.4.2 "Operating voltage
// range validation", 7.1 "OCR register").
const voltages = sd.OCRVoltages | sd.OCRHighCapacity

// Device is an identified and selected device. It is not safe for concurrent use.
type Device struct {
	Host sd.Port
	OCR  sd.OCR
	CID  sd.CID
	CSD  sd.CSD
	RCA  uint16
}

// ErrSwitch is the error for a SWITCH that the device refuses.
var ErrSwitch = errors.New("the device reports SWITCH_ERROR")

// Identify starts the host and brings the device on its bus from any state to the transfer state, with a relative address, not 0
// (section 6.4 "Device identification mode").
func Identify(ctx context.Context, host sd.Port, rca uint16) (*Device, error) {
	d := &Device{Host: host, RCA: rca}
	if err := d.identify(ctx); err != nil {
		return nil, fmt.Errorf("emmc: identify: %w", err)
	}
	return d, nil
}

func (d *Device) identify(ctx context.Context) error {
	if err := d.Host.Start(ctx); err != nil {
		return err
	}
	if _, err := d.Host.Command(ctx, sd.GoIdleState()); err != nil {
		return err
	}
	err := d.Host.Wait(ctx, "the device's power up", func(ctx context.Context) (bool, error) {
		r, err := d.Host.Command(ctx, SendOpCond(voltages))
		d.OCR = sd.OCR(r.Short)
		return d.OCR&sd.OCRReady != 0, err
	})
	if err != nil {
		return err
	}
	r, err := d.Host.Command(ctx, sd.AllSendCID())
	if err != nil {
		return err
	}
	d.CID = r.Long
	if err := d.command(ctx, SetRelativeAddr(d.RCA), sd.Ident); err != nil {
		return err
	}
	if r, err = d.Host.Command(ctx, sd.SendCSD(d.RCA)); err != nil {
		return err
	}
	d.CSD = r.Long
	return d.command(ctx, Select(d.RCA), sd.Standby)
}

// command sends a command to which the device answers in a state, without an error.
func (d *Device) command(ctx context.Context, cmd sd.Command, state sd.State) error {
	r, err := d.Host.Command(ctx, cmd)
	if err != nil {
		return err
	}
	return check(cmd, r, state)
}

func check(cmd sd.Command, r sd.Response, state sd.State) error {
	if s := sd.Status(r.Short); s.Failure() != 0 || s.State() != state {
		return &sd.StatusError{Command: cmd, Status: s}
	}
	return nil
}

// Sectors reports whether addresses count sectors of 512 bytes, not bytes.
func (d *Device) Sectors() bool { return d.OCR&sd.OCRHighCapacity != 0 }

// Address returns the address of a sector in the device's own unit.
func (d *Device) Address(sector uint64) uint32 {
	if !d.Sectors() {
		sector *= sd.BlockSize
	}
	return uint32(sector)
}

// EraseGroup returns the number of sectors in an erase group, according to ERASE_GRP_SIZE in bits 46:42 and ERASE_GRP_MULT in bits
// 41:37 of the CSD: ERASE_GROUP_DEF is not set (section 7.3 "CSD register").
func (d *Device) EraseGroup() uint64 {
	size, multiplier := d.CSD[10]>>2&0x1f, d.CSD[10]&3<<3|d.CSD[11]>>5
	return (uint64(size) + 1) * (uint64(multiplier) + 1)
}

// ExtendedCSD reads the Extended CSD.
func (d *Device) ExtendedCSD(ctx context.Context) (*ExtendedCSD, error) {
	var e ExtendedCSD
	r, err := d.Host.Read(ctx, SendExtCSD(), e[:], len(e))
	if err == nil {
		err = check(SendExtCSD(), r, sd.Transferring)
	}
	if err != nil {
		return nil, fmt.Errorf("emmc: read Extended CSD: %w", err)
	}
	return &e, nil
}

// Switch changes a byte of the Extended CSD. The error wraps [ErrSwitch] if the device refuses.
func (d *Device) Switch(ctx context.Context, a Access, index, value uint8) error {
	err := d.command(ctx, Switch(a, index, value), sd.Transferring)
	var r sd.Response
	if err == nil {
		r, err = d.Host.Command(ctx, sd.SendStatus(d.RCA))
	}
	if err == nil && sd.Status(r.Short)&SwitchError != 0 {
		err = ErrSwitch
	}
	if err != nil {
		return fmt.Errorf("emmc: switch byte %d: %w", index, err)
	}
	return nil
}

// Read fills p, a positive multiple of 512 bytes, with sectors of the partition that is accessed. It stops the transfer of several
// sectors with CMD12.
func (d *Device) Read(ctx context.Context, sector uint64, p []byte) error {
	cmd := sd.ReadSingleBlock(d.Address(sector))
	if len(p) > sd.BlockSize {
		cmd = sd.ReadMultipleBlock(d.Address(sector))
	}
	r, err := d.Host.Read(ctx, cmd, p, sd.BlockSize)
	return outcome(cmd, r, err)
}

// Write writes p, a positive multiple of 512 bytes, to sectors of the partition that is accessed. It stops the transfer of several
// sectors with CMD12.
func (d *Device) Write(ctx context.Context, sector uint64, p []byte) error {
	cmd := sd.WriteBlock(d.Address(sector))
	if len(p) > sd.BlockSize {
		cmd = sd.WriteMultipleBlock(d.Address(sector))
	}
	r, err := d.Host.Write(ctx, cmd, p, sd.BlockSize)
	return outcome(cmd, r, err)
}

// ReadCounted is [Device.Read] of as many sectors as CMD23 says before (section 6.6.9 "Data read", multiple block read with a
// predefined number of blocks).
func (d *Device) ReadCounted(ctx context.Context, sector uint64, p []byte) error {
	cmd := sd.ReadMultipleBlock(d.Address(sector))
	cmd.Counted = true
	err := d.command(ctx, sd.SetBlockCount(uint16(len(p)/sd.BlockSize)), sd.Transferring)
	var r sd.Response
	if err == nil {
		r, err = d.Host.Read(ctx, cmd, p, sd.BlockSize)
	}
	return outcome(cmd, r, err)
}

// WriteCounted is [Device.Write] of as many sectors as CMD23 says before.
func (d *Device) WriteCounted(ctx context.Context, sector uint64, p []byte) error {
	cmd := sd.WriteMultipleBlock(d.Address(sector))
	cmd.Counted = true
	err := d.command(ctx, sd.SetBlockCount(uint16(len(p)/sd.BlockSize)), sd.Transferring)
	var r sd.Response
	if err == nil {
		r, err = d.Host.Write(ctx, cmd, p, sd.BlockSize)
	}
	return outcome(cmd, r, err)
}

func outcome(cmd sd.Command, r sd.Response, err error) error {
	if err == nil {
		err = check(cmd, r, sd.Transferring)
	}
	if err != nil {
		return fmt.Errorf("emmc: transfer: %w", err)
	}
	return nil
}

// Status asks the device for its status.
func (d *Device) Status(ctx context.Context) (sd.Status, error) {
	r, err := d.Host.Command(ctx, sd.SendStatus(d.RCA))
	if err != nil {
		return 0, fmt.Errorf("emmc: status: %w", err)
	}
	return sd.Status(r.Short), nil
}
