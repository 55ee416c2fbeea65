package ssi

import (
	"context"
	"errors"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Port is a controller with two FIFOs: it sends a byte and receives one at the same time. A
// [Bus] is made of it by [ByBytes].
type Port interface {
	// Setup makes the controller ready for its first transfer, with no chip selected.
	Setup(ctx context.Context) error
	// Select selects the chip, or none.
	Select(ctx context.Context, selected bool) error
	// Depth returns the number of bytes that each FIFO holds.
	Depth() int
	// Send puts a byte into the transmit FIFO. There is room for it.
	Send(ctx context.Context, b byte) error
	// Receive waits for as many bytes as were sent, len(p), and takes them from the receive
	// FIFO.
	Receive(ctx context.Context, p []byte) error
	// Machine returns the controller's machine, nil if there is none.
	Machine() *guest.Machine
}

// ByBytes returns the bus of a controller that exchanges bytes.
func ByBytes(p Port) Bus { return &duplex{Port: p} }

// duplex is such a bus.
type duplex struct {
	Port
	ready bool
}

// Setup sets the controller up.
func (d *duplex) Setup(ctx context.Context) error {
	d.ready = true
	return d.Port.Setup(ctx)
}

// Transfer makes one transfer; see [Bus].
func (d *duplex) Transfer(ctx context.Context, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return ErrEmpty
	}
	if !d.ready {
		if err := d.Setup(ctx); err != nil {
			return err
		}
	}
	if err := d.Select(ctx, true); err != nil {
		return err
	}
	both := make([]byte, len(write)+len(read))
	copy(both, write)
	err := d.exchange(ctx, both)
	copy(read, both[len(write):])
	return errors.Join(err, d.Select(ctx, false))
}

// exchange sends p, as many bytes at a time as the FIFOs hold, and replaces it by the bytes
// received.
func (d *duplex) exchange(ctx context.Context, p []byte) error {
	for part := range slices.Chunk(p, d.Depth()) {
		for _, b := range part {
			if err := d.Send(ctx, b); err != nil {
				return err
			}
		}
		if err := d.Receive(ctx, part); err != nil {
			return err
		}
	}
	return nil
}
