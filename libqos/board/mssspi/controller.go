package mssspi

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("mss-spi")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return New(m, p), nil
})

// Controller is one controller, with the chip at its first select line.
type Controller struct {
	board.Device
	ready bool
}

var _ ssi.Bus = bus{}

// New returns a controller of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{Device: board.At(m, p)}
}

// SPI returns the bus with the chip at the first select line.
func (c *Controller) SPI() ssi.Bus { return bus{c} }

// The settings for bytes: the chip stays selected from the first frame of a burst to the last.
const (
	byteConfig = Master | Hold | BigFIFO
	byteBits   = 8
)

// Open resets the controller, and has it ready for bursts of n frames of that many bits, with the first chip selected by them.
func (c *Controller) Open(ctx context.Context, how Config, bits uint32, n int) error {
	if err := ControlReg.Write(ctx, c.Regs, ControlReset); err != nil {
		return err
	}
	if err := ControlReg.Write(ctx, c.Regs, how|Frames(n)); err != nil {
		return err
	}
	if err := FrameSize.Write(ctx, c.Regs, bits); err != nil {
		return err
	}
	if err := SlaveSelect.Write(ctx, c.Regs, 1); err != nil {
		return err
	}
	return ControlReg.Write(ctx, c.Regs, how|Frames(n)|Enable)
}

// Exchange sends a frame and returns the one that is received meanwhile.
func (c *Controller) Exchange(ctx context.Context, frame uint32) (uint32, error) {
	if err := Transmit.Write(ctx, c.Regs, frame); err != nil {
		return 0, err
	}
	return c.take(ctx)
}

// take waits for a received frame and takes it.
func (c *Controller) take(ctx context.Context) (uint32, error) {
	err := c.Device.Machine.Wait(ctx, "a received frame (STATUS.RXFIFOEMP)", func(ctx context.Context) (bool, error) {
		s, err := StatusReg.Read(ctx, c.Regs)
		return s&ReceiveEmpty == 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("mssspi: %w", err)
	}
	return Receive.Read(ctx, c.Regs)
}

// bus is the controller as a bus of bytes.
type bus struct{ *Controller }

// Machine returns the controller's machine.
func (b bus) Machine() *guest.Machine { return b.Device.Machine }

// Setup resets the controller and sets it up for bytes.
func (b bus) Setup(ctx context.Context) error {
	b.ready = true
	return b.Open(ctx, byteConfig, byteBits, 1)
}

// Transfer makes one transfer, a burst of at most [MaxFrames] bytes; see [ssi.Bus].
func (b bus) Transfer(ctx context.Context, write, read []byte) error {
	n := len(write) + len(read)
	switch {
	case n == 0:
		return ssi.ErrEmpty
	case n > MaxFrames:
		return fmt.Errorf("mssspi: %d bytes in a transfer, want %d or fewer", n, MaxFrames)
	}
	if !b.ready {
		if err := b.Setup(ctx); err != nil {
			return err
		}
	}
	// A new count starts a new burst.
	if err := ControlReg.Write(ctx, b.Regs, byteConfig|Frames(n)); err != nil {
		return err
	}
	if err := ControlReg.Write(ctx, b.Regs, byteConfig|Frames(n)|Enable); err != nil {
		return err
	}
	both := make([]byte, n)
	copy(both, write)
	err := b.exchange(ctx, both)
	copy(read, both[len(write):])
	if err != nil {
		// Without an end of the burst the chip would stay selected.
		return errors.Join(err, ControlReg.Write(ctx, b.Regs, byteConfig))
	}
	return nil
}

// exchange sends p, as many bytes at a time as the FIFOs hold, and replaces it by the bytes received.
func (b bus) exchange(ctx context.Context, p []byte) error {
	for part := range slices.Chunk(p, Depth(byteBits, byteConfig)) {
		for _, v := range part {
			if err := Transmit.Write(ctx, b.Regs, uint32(v)); err != nil {
				return err
			}
		}
		for i := range part {
			v, err := b.take(ctx)
			if err != nil {
				return err
			}
			part[i] = byte(v)
		}
	}
	return nil
}
