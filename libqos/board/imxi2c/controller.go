package imxi2c

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("imx.i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// Controller is one I²C controller, master of its bus. The frequency divider
// keeps its reset value.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// New returns a controller without a machine, with those registers.
func New(regs reg.Space, wait i2c.Waiter) *Controller { return &Controller{i2c.Alone(regs, wait)} }

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{i2c.On(m, p)}
}

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, &master{Controller: c}, addr, write, read)
}

// master is the controller as the master of its bus, for one transfer.
type master struct {
	*Controller
	held bool // after a START
}

// Free waits for the bus to be free.
func (m *master) Free(ctx context.Context) error {
	if err := I2CR.Write(ctx, m.Regs, IEN); err != nil {
		return err
	}
	if err := I2SR.Write(ctx, m.Regs, 0); err != nil { // clears IIF and IAL of earlier transfers
		return err
	}
	if _, err := m.until(ctx, "the I2C bus to be free", func(s Status) bool { return s&IBB == 0 }); err != nil {
		return fmt.Errorf("%w: %w", i2c.ErrBusy, err)
	}
	return nil
}

// Start makes a START (section "Generation of START"), or a repeated one, and sends an address.
func (m *master) Start(ctx context.Context, address byte) (ack bool, err error) {
	control := IEN | MSTA | MTX
	if m.held {
		control |= RSTA
	}
	if err := I2CR.Write(ctx, m.Regs, control); err != nil {
		return false, err
	}
	if !m.held {
		got, err := m.until(ctx, "ownership of the I2C bus", func(s Status) bool { return s&(IBB|IAL) != 0 })
		if err := lost(got, err); err != nil {
			return false, err
		}
		m.held = true
	}
	return m.Send(ctx, address)
}

// lost returns the error of a status that says that arbitration is lost.
func lost(s Status, err error) error {
	if err == nil && s&IAL != 0 {
		return i2c.ErrArbitration
	}
	return err
}

// Send sends a byte and checks its acknowledge (section "Post-Transfer Software
// Response").
func (m *master) Send(ctx context.Context, b byte) (ack bool, err error) {
	if err := I2DR.Write(ctx, m.Regs, uint16(b)); err != nil {
		return false, err
	}
	got, err := m.byteDone(ctx, "sent", func(s Status) bool {
		// A byte without an acknowledge ends with ICF and RXAK, whether IIF comes or not.
		return s&IIF != 0 || s&(ICF|RXAK) == ICF|RXAK
	})
	return got&RXAK == 0, err
}

// Receive receives bytes. A read of I2DR starts the reception of the next one. So a
// dummy read comes first, TXAK is set before the last reception starts, and the last
// byte is read after the STOP, when the read starts nothing (section "Generation of
// STOP").
func (m *master) Receive(ctx context.Context, p []byte) (n int, err error) {
	if err := m.startReceiving(ctx, len(p)); err != nil {
		return 0, err
	}
	for n := range p {
		b, err := m.take(ctx, len(p)-n)
		if err != nil {
			return n, err
		}
		p[n] = b
	}
	return len(p), nil
}

// take waits for a byte and reads it; left is the number of unread bytes.
func (m *master) take(ctx context.Context, left int) (byte, error) {
	if _, err := m.byteDone(ctx, "received", func(s Status) bool { return s&IIF != 0 }); err != nil {
		return 0, err
	}
	var err error
	switch left {
	case 2:
		err = I2CR.Write(ctx, m.Regs, IEN|MSTA|TXAK)
	case 1:
		err = I2CR.Write(ctx, m.Regs, IEN)
	}
	if err != nil {
		return 0, err
	}
	b, err := I2DR.Read(ctx, m.Regs)
	return byte(b), err
}

// startReceiving starts the reception of the first byte.
func (m *master) startReceiving(ctx context.Context, total int) error {
	control := IEN | MSTA
	if total == 1 {
		control |= TXAK
	}
	if err := I2CR.Write(ctx, m.Regs, control); err != nil {
		return err
	}
	_, err := I2DR.Read(ctx, m.Regs)
	return err
}

// byteDone waits for the end of a byte, clears the interrupt flag and returns
// the status before that.
func (m *master) byteDone(ctx context.Context, verb string, done func(Status) bool) (Status, error) {
	got, err := m.until(ctx, "a byte to be "+verb+" by the I2C controller (I2SR.IIF)", done)
	if err != nil {
		return got, err
	}
	return got, lost(got, I2SR.Write(ctx, m.Regs, 0))
}

// Stop makes a STOP, unless there already was one, and waits until the bus is
// free.
func (m *master) Stop(ctx context.Context) error {
	err := I2CR.Write(ctx, m.Regs, IEN)
	if err == nil {
		_, err = m.until(ctx, "the I2C bus to be free after STOP", func(s Status) bool { return s&IBB == 0 })
	}
	if err != nil {
		return fmt.Errorf("imxi2c: stop: %w", err)
	}
	return nil
}

// until waits for a status.
func (m *master) until(ctx context.Context, what string, done func(Status) bool) (Status, error) {
	return i2c.Until(ctx, &m.Part, what, I2SR, done)
}
