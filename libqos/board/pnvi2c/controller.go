package pnvi2c

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("pnv-i2c")

// Place is the number of a controller of a chip, and of one of its ports.
type Place struct {
	Engine int
	Port   uint8
}

// Kind returns the kind of a board's part.
func (p Place) Kind() board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, at guest.Peripheral) (*Controller, error) {
		return New(m, at, p), nil
	})
}

// divider is the divider of the clock: 100 kHz from 600 MHz, (600/16*1000/100 - 1)/4 (hostboot, i2cGetBitRateDivisor).
const divider = 93

// level is the watermark of the FIFO in both directions (skiboot, I2C_FIFO_HI_LVL).
const level = 4

// Controller is one controller with one of its ports, master of the bus there.
type Controller struct {
	i2c.Part
	Place
}

var _ i2c.Bus = (*Controller)(nil)

// New returns a controller of the first chip of a machine.
func New(m *guest.Machine, at guest.Peripheral, p Place) *Controller {
	return &Controller{i2c.On(m, at), p}
}

// Alone returns a controller without a machine.
func Alone(part i2c.Part, p Place) *Controller { return &Controller{part, p} }

// Interrupt watches the controller's interrupt. On its way to the processors' controller it is joined with those of the
// other engines of the chip, so it is watched where it leaves the engine.
func (c *Controller) Interrupt(ctx context.Context) (guest.Line, error) {
	return c.Machine().Watch(ctx, guest.Outputs{Path: fmt.Sprintf("/machine/chip[0]/i2c[%d]", c.Engine)}.Line(0))
}

// Setup resets the errors of earlier commands and chooses the port.
func (c *Controller) Setup(ctx context.Context) error {
	return errors.Join(
		ResetErrors.Write(ctx, c.Regs, 0),
		ModeRegister.Write(ctx, c.Regs, Port(c.Port, divider)),
		WatermarkRegister.Write(ctx, c.Regs, Levels(level, level)),
	)
}

// Recover resets the engine in the midst of a command, and ends the transfer on the bus by a STOP (skiboot,
// p8_i2c_status_error).
func (c *Controller) Recover(ctx context.Context) error {
	if err := errors.Join(
		ResetEngine.Write(ctx, c.Regs, 0),
		ModeRegister.Write(ctx, c.Regs, Port(c.Port, divider)|Enhanced),
		CommandRegister.Write(ctx, c.Regs, WithStop),
	); err != nil {
		return err
	}
	_, err := c.until(ctx, "a STOP of the I2C controller", Complete)
	return err
}

// until waits for a status.
func (c *Controller) until(ctx context.Context, what string, flags Status) (Status, error) {
	return i2c.Until(ctx, &c.Part, what, StatusRegister, func(s Status) bool { return s&flags != 0 })
}

// Transfer makes one transfer; see [i2c.Bus]. The controller has no command for an address alone.
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	t := transfer{c, addr}
	if len(write)+len(read) == 0 {
		return t.failed(i2c.Start, 0, i2c.ErrEmpty)
	}
	if err := t.free(ctx); err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	if err := t.run(ctx, write, read); err != nil {
		return errors.Join(err, c.Recover(ctx))
	}
	return nil
}

// transfer is one transfer.
type transfer struct {
	*Controller
	addr i2c.Address
}

func (t transfer) failed(phase i2c.Phase, n int, err error) error {
	return &i2c.TransferError{Addr: t.addr, Phase: phase, Byte: n, Err: err}
}

// free waits until no command is being executed.
func (t transfer) free(ctx context.Context) error {
	if err := t.Setup(ctx); err != nil {
		return err
	}
	if _, err := t.until(ctx, "the I2C controller to be idle", Complete); err != nil {
		return fmt.Errorf("%w: %w", i2c.ErrBusy, err)
	}
	return nil
}

// run makes one message, or two with a repeated START between them.
func (t transfer) run(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		begin := WithStart | WithAddress
		if len(read) == 0 {
			begin |= WithStop
		}
		if err := t.message(ctx, begin, write); err != nil {
			return err
		}
	}
	if len(read) > 0 {
		return t.message(ctx, WithStart|WithAddress|WithStop|Read, read)
	}
	return nil
}

// message sends or receives p with one command.
func (t transfer) message(ctx context.Context, begin Command, p []byte) error {
	address, data, move := i2c.WriteAddress, i2c.Write, t.give
	if begin&Read != 0 {
		address, data, move = i2c.ReadAddress, i2c.Read, t.take
	}
	if err := CommandRegister.Write(ctx, t.Regs, begin.To(uint8(t.addr), len(p))); err != nil {
		return t.failed(address, 0, err)
	}
	for done := 0; ; {
		await := Errors | Complete
		if done < len(p) {
			await |= DataRequest
		}
		s, err := t.until(ctx, "data or the end of a command of the I2C controller", await)
		moved := done
		if err == nil && s&Errors != 0 {
			moved, err = t.refused(ctx, s, len(p))
		}
		switch {
		case errors.Is(err, i2c.ErrAddressNACK):
			return t.failed(address, 0, err)
		case err != nil:
			return t.failed(data, moved, err)
		case done == len(p):
			return nil
		case s&DataRequest == 0:
			return t.failed(data, done, fmt.Errorf("the command ended after %d of %d bytes: %v", done, len(p), s))
		}
		n, err := move(ctx, p[done:], s.Entries())
		if err != nil {
			return t.failed(data, done, err)
		}
		done += n
	}
}

// refused returns the error of a status in a command of n bytes, and the number of bytes that have moved on the bus. An address is
// refused if none has.
func (t transfer) refused(ctx context.Context, s Status, n int) (moved int, err error) {
	r, err := ResidualRegister.Read(ctx, t.Regs)
	if err != nil {
		return 0, err
	}
	moved = n - r.Front()
	switch {
	case s&Arbitration != 0:
		return moved, i2c.ErrArbitration
	case s&NACK == 0:
		return moved, fmt.Errorf("pnvi2c: %v", s)
	case moved == 0:
		return 0, i2c.ErrAddressNACK
	}
	return moved, i2c.ErrDataNACK
}

// give puts bytes into the FIFO, as many as it has room for, and returns their number.
func (t transfer) give(ctx context.Context, p []byte, entries int) (int, error) {
	n := min(len(p), Depth-entries)
	for _, b := range p[:n] {
		if err := FIFO.Write(ctx, t.Regs, uint64(b)<<56); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// take takes the bytes that the FIFO has, and returns their number.
func (t transfer) take(ctx context.Context, p []byte, entries int) (int, error) {
	n := min(len(p), entries)
	for i := range p[:n] {
		v, err := FIFO.Read(ctx, t.Regs)
		if err != nil {
			return 0, err
		}
		p[i] = byte(v >> 56)
	}
	return n, nil
}
