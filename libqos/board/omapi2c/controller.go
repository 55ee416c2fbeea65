package omapi2c

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("omap_i2c")

// MaxMessage is the largest number of bytes in a message: the counter has 16
// bits, and zero means 65,536.
const MaxMessage = 0xffff

// ErrTooLong means that a message has more than [MaxMessage] bytes.
var ErrTooLong = errors.New("message too long for the controller's counter")

// Controller is one I²C controller, master of its bus. The clock dividers keep
// their reset values.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// New returns a controller without a machine, with those registers.
func New(regs reg.Space, wait i2c.Waiter) *Controller { return &Controller{i2c.Alone(regs, wait)} }

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{i2c.On(m, p)}
}

// Transfer makes one transfer of at most [MaxMessage] bytes each way; see
// [i2c.Bus].
//
// The controller reports a missing acknowledge without its position. Before the
// first byte of data, Transfer assumes that the device did not acknowledge the
// address. Later, an [i2c.ErrDataNACK] names the last byte given to the
// controller, which is up to a FIFO's depth after the failed one.
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	t := transfer{c, addr}
	switch {
	case len(write)+len(read) == 0:
		return t.failed(i2c.Start, 0, i2c.ErrEmpty)
	case len(write) > MaxMessage || len(read) > MaxMessage:
		return t.failed(i2c.Start, 0, ErrTooLong)
	}
	if err := t.start(ctx); err != nil {
		return err
	}
	if err := t.run(ctx, write, read); err != nil {
		return errors.Join(err, t.abort(ctx, errors.Is(err, i2c.ErrArbitration)))
	}
	if err := t.free(ctx, "the I2C bus to be free after STOP"); err != nil {
		return fmt.Errorf("omapi2c: stop: %w", err)
	}
	return nil
}

// transfer is a transfer in progress.
type transfer struct {
	*Controller
	addr i2c.Address
}

func (t transfer) failed(phase i2c.Phase, n int, err error) error {
	return &i2c.TransferError{Addr: t.addr, Phase: phase, Byte: n, Err: err}
}

// start enables the controller and waits for the bus to be free. It enables
// only the events that reading their vector clears.
func (t transfer) start(ctx context.Context) error {
	err := Con.Write(ctx, t.Regs, EN)
	if err == nil {
		err = Enable.Write(ctx, t.Regs, EnableAL|EnableNACK|EnableARDY)
	}
	if err == nil {
		err = SA.Write(ctx, t.Regs, uint16(t.addr))
	}
	if err == nil {
		if err = t.free(ctx, "the I2C bus to be free"); err != nil {
			err = fmt.Errorf("%w: %w", i2c.ErrBusy, err)
		}
	}
	if err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	return nil
}

// run makes one message, or two with a repeated START between them.
func (t transfer) run(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		control := EN | MST | TRX | STT
		if len(read) == 0 {
			control |= STP
		}
		if err := t.message(ctx, control, write); err != nil {
			return err
		}
	}
	if len(read) > 0 {
		return t.message(ctx, EN|MST|STT|STP, read)
	}
	return nil
}

// message sends or receives p after a START (section "Master Mode").
func (t transfer) message(ctx context.Context, control Control, p []byte) error {
	address, data, move := i2c.ReadAddress, i2c.Read, t.take
	if control&TRX != 0 {
		address, data, move = i2c.WriteAddress, i2c.Write, t.give
	}
	if err := Count.Write(ctx, t.Regs, uint16(len(p))); err != nil {
		return t.failed(address, 0, err)
	}
	if err := Con.Write(ctx, t.Regs, control); err != nil {
		return t.failed(address, 0, err)
	}
	for done := 0; ; {
		s, err := t.event(ctx)
		if err == nil {
			err = refused(s, data == i2c.Write && done > 0)
		}
		switch {
		case errors.Is(err, i2c.ErrAddressNACK):
			return t.failed(address, 0, err)
		case errors.Is(err, i2c.ErrDataNACK):
			return t.failed(data, done-1, err)
		case err != nil:
			return t.failed(data, done, err)
		case s&(RRDY|XRDY) != 0 && done < len(p):
			n := min(2, len(p)-done)
			if err := move(ctx, p[done:done+n]); err != nil {
				return t.failed(data, done, err)
			}
			done += n
		case done < len(p):
			return t.failed(data, done, fmt.Errorf("the message ended after %d of %d bytes: %v", done, len(p), s))
		default:
			return nil
		}
	}
}

// refused returns the error of a status. Given reports whether a byte was sent
// to the device.
func refused(s Status, given bool) error {
	switch {
	case s&AL != 0:
		return i2c.ErrArbitration
	case s&NACK == 0:
		return nil
	case given:
		return i2c.ErrDataNACK
	}
	return i2c.ErrAddressNACK
}

// give writes one or two bytes to the FIFO.
func (t transfer) give(ctx context.Context, p []byte) error {
	v := uint16(p[0])
	if len(p) == 2 {
		v |= uint16(p[1]) << 8
	}
	return Data.Write(ctx, t.Regs, v)
}

// take reads one or two bytes from the FIFO.
func (t transfer) take(ctx context.Context, p []byte) error {
	v, err := Data.Read(ctx, t.Regs)
	p[0] = byte(v)
	if len(p) == 2 {
		p[1] = byte(v >> 8)
	}
	return err
}

// event waits for an event and returns the status. It clears events that only
// reading their vector clears.
func (t transfer) event(ctx context.Context) (s Status, err error) {
	const events = AL | NACK | ARDY | RRDY | XRDY
	s, err = t.until(ctx, "an event of the I2C controller (I2C_STAT)", func(s Status) bool { return s&events != 0 })
	for v := AccessReady; err == nil && s&(AL|NACK|ARDY) != 0 && v != None; {
		v, err = IV.Read(ctx, t.Regs)
	}
	return s, err
}

// abort makes the missing STOP of a failed message, unless another master owns
// the bus, and resets the controller.
func (t transfer) abort(ctx context.Context, lost bool) error {
	var err error
	if !lost {
		err = Con.Write(ctx, t.Regs, EN|MST|TRX|STP)
		if err == nil {
			err = t.free(ctx, "the I2C bus to be free after an error")
		}
	}
	if err = errors.Join(err, Con.Write(ctx, t.Regs, 0)); err != nil {
		return fmt.Errorf("omapi2c: abort: %w", err)
	}
	return nil
}

// free waits for the bus to be free.
func (t transfer) free(ctx context.Context, what string) error {
	_, err := t.until(ctx, what, func(s Status) bool { return s&BB == 0 })
	return err
}

// until waits for a status.
func (t transfer) until(ctx context.Context, what string, done func(Status) bool) (Status, error) {
	return i2c.Until(ctx, &t.Part, what, Stat, done)
}
