package sbcon

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the interface.
var Driver = graph.NewDriver[*Controller]("versatile_i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// Controller is one interface, with the lines of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// New returns an interface without a machine, with those registers.
func New(regs reg.Space, wait i2c.Waiter) *Controller { return &Controller{i2c.Alone(regs, wait)} }

// NewPart returns the interface that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{i2c.On(m, p)}
}

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, master{c}, addr, write, read)
}

// master is the interface as the master of its bus.
type master struct{ *Controller }

// Start makes a START and sends the address.
func (m master) Start(ctx context.Context, address byte) (ack bool, err error) {
	if err := m.Controller.Start(ctx); err != nil {
		return false, err
	}
	return m.Send(ctx, address)
}

// Receive receives bytes and acknowledges each but the last.
func (m master) Receive(ctx context.Context, p []byte) (n int, err error) {
	return i2c.EachByte(p, func(last bool) (byte, error) { return m.Controller.Receive(ctx, !last) })
}

// Free lets both lines go and waits until they are high.
func (m master) Free(ctx context.Context) error {
	if err := m.Raise(ctx, SCL|SDA); err != nil {
		return err
	}
	if _, err := m.until(ctx, "the I2C bus to be free", SCL|SDA); err != nil {
		return fmt.Errorf("%w: %w", i2c.ErrBusy, err)
	}
	return nil
}

// Raise lets lines rise. A line is high then, unless a device pulls it low.
func (c *Controller) Raise(ctx context.Context, lines Lines) error {
	return ControlSet.Write(ctx, c.Regs, lines)
}

// Pull pulls lines low.
func (c *Controller) Pull(ctx context.Context, lines Lines) error {
	return ControlClear.Write(ctx, c.Regs, lines)
}

// Start makes a START, or a repeated one, and ends it with SCL low (UM10204, section 3.1.4 "START
// and STOP conditions").
func (c *Controller) Start(ctx context.Context) error {
	return errors.Join(c.Raise(ctx, SDA), c.Raise(ctx, SCL), c.Pull(ctx, SDA), c.Pull(ctx, SCL))
}

// Stop makes a STOP. SCL, which is high after an error only, falls first: otherwise SDA would make a
// START.
func (c *Controller) Stop(ctx context.Context) error {
	if err := errors.Join(c.Pull(ctx, SCL), c.Pull(ctx, SDA), c.Raise(ctx, SCL), c.Raise(ctx, SDA)); err != nil {
		return fmt.Errorf("sbcon: stop: %w", err)
	}
	return nil
}

// Send sends a byte and reports whether it is acknowledged (section 3.1.6 "Acknowledge (ACK) and
// Not Acknowledge (NACK)").
func (c *Controller) Send(ctx context.Context, b byte) (ack bool, err error) {
	for n := 7; n >= 0; n-- {
		if err := c.bit(ctx, b>>n&1 != 0); err != nil {
			return false, err
		}
	}
	high, err := c.sample(ctx)
	return !high, err
}

// Receive receives a byte and acknowledges it or not.
func (c *Controller) Receive(ctx context.Context, ack bool) (b byte, err error) {
	for range 8 {
		high, err := c.sample(ctx)
		if err != nil {
			return 0, err
		}
		b <<= 1
		if high {
			b |= 1
		}
	}
	return b, c.bit(ctx, !ack)
}

// bit sends one bit: SDA changes while SCL is low (section 3.1.3 "Data validity").
func (c *Controller) bit(ctx context.Context, high bool) error {
	data := c.Pull
	if high {
		data = c.Raise
	}
	return errors.Join(data(ctx, SDA), c.Raise(ctx, SCL), c.Pull(ctx, SCL))
}

// sample lets SDA go and returns its level in a clock pulse, for which a device may make the
// master wait (section 3.1.9 "Clock stretching").
func (c *Controller) sample(ctx context.Context) (high bool, err error) {
	if err := errors.Join(c.Raise(ctx, SDA), c.Raise(ctx, SCL)); err != nil {
		return false, err
	}
	lines, err := c.until(ctx, "SCL to rise", SCL)
	if err != nil {
		return false, err
	}
	return lines&SDA != 0, c.Pull(ctx, SCL)
}

// until waits until lines are high, and returns the levels of both.
func (c *Controller) until(ctx context.Context, what string, lines Lines) (levels Lines, err error) {
	return i2c.Until(ctx, &c.Part, what, Control, func(levels Lines) bool { return levels&lines == lines })
}
