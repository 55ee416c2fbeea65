package ata

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Task is a command with its parameters.
type Task struct {
	Command  uint8
	Features uint16
	Count    uint16
	LBA      uint64
	Device   Select
	Extended bool // of 48 bits: the registers are written twice
}

// At returns a command of 28 bits on sectors. A count of 256 is written as 0.
func At(command uint8, lba uint64, count int) Task {
	return Task{Command: command, Count: uint16(count), LBA: lba, Device: LBA}
}

// AtExt returns a command of 48 bits on sectors. A count of 65536 is written as 0.
func AtExt(command uint8, lba uint64, count int) Task {
	return Task{Command: command, Count: uint16(count), LBA: lba, Device: LBA, Extended: true}
}

// AtCHS returns a command on sectors by cylinder, head and sector, from 1 on (ATA/ATAPI-6,
// section 6.2.1 "Definitions and value ranges of IDENTIFY DEVICE words").
func AtCHS(command uint8, cylinder, head, sector, count int) Task {
	return Task{Command: command, Count: uint16(count), LBA: uint64(sector | cylinder<<8), Device: Select(head) & headMask}
}

// Result are the registers when a command has ended.
type Result struct {
	Status Status
	Errors Failure
	Count  uint16
	LBA    uint64
	Device Select
}

// String shows the status and the error register.
func (r Result) String() string { return fmt.Sprintf("status %v, error %v", r.Status, r.Errors) }

// ErrFailed is the error for a command that the device ends with an error.
var ErrFailed = errors.New("the command failed")

// Choose selects a device, and waits until it takes commands.
func (c *Channel) Choose(ctx context.Context, d Select) error {
	if err := Device.Write(ctx, c.Regs, d); err != nil {
		return err
	}
	_, err := c.await(ctx, "an idle device", Busy|Request, 0)
	return err
}

// Issue writes a command and its parameters. It does not wait for its end.
func (c *Channel) Issue(ctx context.Context, t Task) error {
	device := t.Device
	if !t.Extended && device&LBA != 0 {
		const upper = 24
		device |= Select(t.LBA>>upper) & headMask
	}
	if err := c.Choose(ctx, device); err != nil {
		return fmt.Errorf("ata: command %#02x: %w", t.Command, err)
	}
	if err := errors.Join(c.parameters(ctx, t), Command.Write(ctx, c.Regs, t.Command)); err != nil {
		return fmt.Errorf("ata: command %#02x: %w", t.Command, err)
	}
	return nil
}

func (c *Channel) parameters(ctx context.Context, t Task) error {
	write := func(features, count uint16, lba uint64) error {
		return errors.Join(
			Features.Write(ctx, c.Regs, uint8(features)), Count.Write(ctx, c.Regs, uint8(count)),
			LBALow.Write(ctx, c.Regs, uint8(lba)), LBAMid.Write(ctx, c.Regs, uint8(lba>>8)), LBAHigh.Write(ctx, c.Regs, uint8(lba>>16)),
		)
	}
	var err error
	if t.Extended {
		err = write(t.Features>>8, t.Count>>8, t.LBA>>24)
	}
	return errors.Join(err, write(t.Features, t.Count, t.LBA))
}

// Result waits until the device is no longer busy, and reads the registers. The read of the
// status acknowledges the interrupt.
func (c *Channel) Result(ctx context.Context) (r Result, err error) {
	if _, err := c.await(ctx, "the end of a command", Busy, 0); err != nil {
		return r, err
	}
	read := func() (count uint16, lba uint64, err error) {
		n, err := Count.Read(ctx, c.Regs)
		for i, at := range []reg.Reg[uint8]{LBALow, LBAMid, LBAHigh} {
			b, e := at.Read(ctx, c.Regs)
			lba |= uint64(b) << (8 * i)
			err = errors.Join(err, e)
		}
		return uint16(n), lba, err
	}
	r.Count, r.LBA, err = read()
	var e error
	r.Errors, e = Errors.Read(ctx, c.Regs)
	err = errors.Join(err, e)
	r.Device, e = Device.Read(ctx, c.Regs)
	err = errors.Join(err, e)
	r.Status, e = Condition.Read(ctx, c.Regs)
	return r, errors.Join(err, e)
}

// ResultExt is [Channel.Result] of a command of 48 bits: count and LBA are whole.
func (c *Channel) ResultExt(ctx context.Context) (Result, error) {
	r, err := c.Result(ctx)
	err = errors.Join(err, DeviceControl.Write(ctx, c.Control, Previous))
	upper, e := c.Result(ctx)
	err = errors.Join(err, e, DeviceControl.Write(ctx, c.Control, 0))
	const countBits, lbaBits = 8, 24
	r.Count |= upper.Count << countBits
	r.LBA |= upper.LBA << lbaBits
	return r, err
}

// Do executes a command without data.
func (c *Channel) Do(ctx context.Context, t Task) (Result, error) {
	if err := c.Issue(ctx, t); err != nil {
		return Result{}, err
	}
	return c.Result(ctx)
}

// ReadPIO executes a command that reads size bytes through the data register, block bytes for
// each request of the device.
func (c *Channel) ReadPIO(ctx context.Context, t Task, size, block int) ([]byte, error) {
	if err := c.Issue(ctx, t); err != nil {
		return nil, err
	}
	data := make([]byte, 0, size)
	for len(data) < size {
		if err := c.Requested(ctx, t); err != nil {
			return data, fmt.Errorf("ata: after %d bytes of %d: %w", len(data), size, err)
		}
		p, err := c.Take(ctx, min(block, size-len(data)))
		if err != nil {
			return data, err
		}
		data = append(data, p...)
	}
	return data, c.done(ctx, t)
}

// WritePIO executes a command that writes data through the data register.
func (c *Channel) WritePIO(ctx context.Context, t Task, data []byte, block int) error {
	if err := c.Issue(ctx, t); err != nil {
		return err
	}
	for rest := data; len(rest) > 0; {
		if err := c.Requested(ctx, t); err != nil {
			return fmt.Errorf("ata: %d bytes of %d are left: %w", len(rest), len(data), err)
		}
		n := min(block, len(rest))
		if err := c.Give(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return c.done(ctx, t)
}

// Requested waits until the device asks for data or has failed.
func (c *Channel) Requested(ctx context.Context, t Task) error {
	s, err := c.await(ctx, "a device that is not busy", Busy, 0)
	if err != nil {
		return err
	}
	if s&Request == 0 || s&Failed != 0 {
		return c.failed(ctx, t)
	}
	_, err = Condition.Read(ctx, c.Regs)
	return err
}

// done waits for the end of a command and returns an error if it failed.
func (c *Channel) done(ctx context.Context, t Task) error {
	s, err := c.await(ctx, "the end of a command", Busy, 0)
	if err != nil {
		return err
	}
	if s&(Request|Failed|Fault) != 0 {
		return c.failed(ctx, t)
	}
	_, err = Condition.Read(ctx, c.Regs)
	return err
}

func (c *Channel) failed(ctx context.Context, t Task) error {
	r, err := c.Result(ctx)
	if err != nil {
		return err
	}
	return fmt.Errorf("ata: command %#02x: %v: %w", t.Command, r, ErrFailed)
}

// Take reads bytes from the data register; their number is even.
func (c *Channel) Take(ctx context.Context, size int) ([]byte, error) {
	p := make([]byte, 0, size)
	const wide, word = 4, 2
	for size-len(p) >= wide {
		v, err := WideData.Read(ctx, c.Regs)
		if err != nil {
			return nil, err
		}
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	if size-len(p) >= word {
		v, err := Data.Read(ctx, c.Regs)
		if err != nil {
			return nil, err
		}
		p = binary.LittleEndian.AppendUint16(p, v)
	}
	return p, nil
}

// Give writes bytes to the data register; their number is even.
func (c *Channel) Give(ctx context.Context, p []byte) error {
	const wide, word = 4, 2
	for ; len(p) >= wide; p = p[wide:] {
		if err := WideData.Write(ctx, c.Regs, binary.LittleEndian.Uint32(p)); err != nil {
			return err
		}
	}
	if len(p) >= word {
		return Data.Write(ctx, c.Regs, binary.LittleEndian.Uint16(p))
	}
	return nil
}
