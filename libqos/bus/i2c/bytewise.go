package i2c

import (
	"context"
	"errors"
)

// Bytewise are the steps of a controller that works byte by byte, of which
// [TransferBytes] makes a transfer. An error of a step is its cause alone:
// TransferBytes adds the part of the transfer.
type Bytewise interface {
	// Acquire makes the controller ready, and waits until the bus is free.
	Acquire(ctx context.Context) error
	// Address makes a START, or a repeated one, sends an address with R/W in bit 0,
	// and reports whether a device acknowledges it.
	Address(ctx context.Context, b byte, repeated bool) (ack bool, err error)
	// Send sends a byte, and reports whether the device acknowledges it.
	Send(ctx context.Context, b byte) (ack bool, err error)
	// Receive receives byte n, from 0, of total bytes. It acknowledges all but the
	// last.
	Receive(ctx context.Context, n, total int) (byte, error)
	// Release makes a STOP, and waits until the bus is free.
	Release(ctx context.Context) error
}

// TransferBytes makes a transfer with a controller's steps; see [Bus]. The bus is
// released after an error as well, except after [ErrArbitration]: it then belongs to
// the other master, which makes the STOP.
func TransferBytes(ctx context.Context, c Bytewise, addr Address, write, read []byte) error {
	t := bytewise{c, addr}
	if len(write)+len(read) == 0 {
		return t.failed(Start, 0, ErrEmpty)
	}
	if err := c.Acquire(ctx); err != nil {
		return t.failed(Start, 0, err)
	}
	err := t.run(ctx, write, read)
	if errors.Is(err, ErrArbitration) {
		return err
	}
	return errors.Join(err, c.Release(ctx))
}

// bytewise is a transfer in progress.
type bytewise struct {
	Bytewise
	addr Address
}

func (t bytewise) failed(phase Phase, n int, err error) error {
	return &TransferError{Addr: t.addr, Phase: phase, Byte: n, Err: err}
}

// run makes the part of the transfer before the STOP.
func (t bytewise) run(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		if err := t.address(ctx, WriteAddress, false); err != nil {
			return err
		}
	}
	for n, b := range write {
		if err := acknowledged(ErrDataNACK)(t.Send(ctx, b)); err != nil {
			return t.failed(Write, n, err)
		}
	}
	if len(read) == 0 {
		return nil
	}
	if err := t.address(ctx, ReadAddress, len(write) > 0); err != nil {
		return err
	}
	for n := range read {
		b, err := t.Receive(ctx, n, len(read))
		if err != nil {
			return t.failed(Read, n, err)
		}
		read[n] = b
	}
	return nil
}

func (t bytewise) address(ctx context.Context, phase Phase, repeated bool) error {
	b := byte(t.addr) << 1
	if phase == ReadAddress {
		b |= 1
	}
	if err := acknowledged(ErrAddressNACK)(t.Address(ctx, b, repeated)); err != nil {
		return t.failed(phase, 0, err)
	}
	return nil
}

// acknowledged turns a missing acknowledge into an error.
func acknowledged(missing error) func(ack bool, err error) error {
	return func(ack bool, err error) error {
		if err == nil && !ack {
			return missing
		}
		return err
	}
}
