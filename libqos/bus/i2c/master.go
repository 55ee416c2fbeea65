package i2c

import (
	"context"
	"errors"
)

// Master is the master of a bus that moves one byte at a time. Most controllers have registers for that.
type Master interface {
	// Free waits until nobody uses the bus.
	Free(ctx context.Context) error
	// Start makes a START, or a repeated one, and sends an address with R/W in bit 0. It reports whether a
	// device acknowledges it.
	Start(ctx context.Context, address byte) (ack bool, err error)
	// Send sends a byte and reports whether the device acknowledges it.
	Send(ctx context.Context, b byte) (ack bool, err error)
	// Receive fills p, and acknowledges each byte but the last. It returns the number of bytes before an error.
	Receive(ctx context.Context, p []byte) (n int, err error)
	// Stop makes a STOP, and waits until the bus is free.
	Stop(ctx context.Context) error
}

// Bytewise makes a transfer with a master; see [Bus].
func Bytewise(ctx context.Context, m Master, addr Address, write, read []byte) error {
	failed := func(err error) error { return &TransferError{Addr: addr, Phase: Start, Err: err} }
	if len(write)+len(read) == 0 {
		return failed(ErrEmpty)
	}
	if err := m.Free(ctx); err != nil {
		return failed(err)
	}
	err := message(ctx, m, addr, write, read)
	if errors.Is(err, ErrArbitration) {
		return err // the bus belongs to the other master, which makes the STOP
	}
	return errors.Join(err, m.Stop(ctx))
}

// message makes the part of a transfer before the STOP.
func message(ctx context.Context, m Master, addr Address, write, read []byte) error {
	failed := func(phase Phase, n int, err error) error {
		return &TransferError{Addr: addr, Phase: phase, Byte: n, Err: err}
	}
	if len(write) > 0 {
		if err := acknowledged(m.Start(ctx, byte(addr)<<1))(ErrAddressNACK); err != nil {
			return failed(WriteAddress, 0, err)
		}
	}
	for n, b := range write {
		if err := acknowledged(m.Send(ctx, b))(ErrDataNACK); err != nil {
			return failed(Write, n, err)
		}
	}
	if len(read) == 0 {
		return nil
	}
	if err := acknowledged(m.Start(ctx, byte(addr)<<1|1))(ErrAddressNACK); err != nil {
		return failed(ReadAddress, 0, err)
	}
	if n, err := m.Receive(ctx, read); err != nil {
		return failed(Read, n, err)
	}
	return nil
}

// EachByte fills p by calls of a function that receives one byte. It is the Receive of a master that treats all bytes alike.
func EachByte(p []byte, receive func(last bool) (byte, error)) (n int, err error) {
	for n := range p {
		b, err := receive(n == len(p)-1)
		if err != nil {
			return n, err
		}
		p[n] = b
	}
	return len(p), nil
}

// acknowledged turns a missing acknowledge into an error.
func acknowledged(ack bool, err error) func(missing error) error {
	return func(missing error) error {
		if err == nil && !ack {
			return missing
		}
		return err
	}
}
