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
type Controller struct {
	Regs    reg.Space
	Part    guest.Peripheral // zero for a controller without a machine
	machine *guest.Machine
	wait    i2c.Waiter
}

var _ i2c.Bus = (*Controller)(nil)

// New returns a controller without a machine, with those registers.
func New(regs reg.Space, wait i2c.Waiter) *Controller { return &Controller{Regs: regs, wait: wait} }

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{Regs: m.Registers(p), Part: p, machine: m, wait: m}
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.TransferBytes(ctx, steps{c}, addr, write, read)
}

// steps are those of a transfer.
type steps struct{ *Controller }

// Acquire waits for the bus to be free.
func (s steps) Acquire(ctx context.Context) error {
	if err := I2CR.Write(ctx, s.Regs, IEN); err != nil {
		return err
	}
	if err := I2SR.Write(ctx, s.Regs, 0); err != nil { // clears IIF and IAL of earlier transfers
		return err
	}
	if _, err := s.until(ctx, "the I2C bus to be free", func(s Status) bool { return s&IBB == 0 }); err != nil {
		return fmt.Errorf("%w: %w", i2c.ErrBusy, err)
	}
	return nil
}

// Address makes a START, or a repeated one, and sends an address.
func (s steps) Address(ctx context.Context, b byte, repeated bool) (ack bool, err error) {
	start := s.start
	if repeated {
		start = func(ctx context.Context) error { return I2CR.Write(ctx, s.Regs, IEN|MSTA|MTX|RSTA) }
	}
	if err := start(ctx); err != nil {
		return false, err
	}
	return s.Send(ctx, b)
}

// start makes a START (section "Generation of START").
func (s steps) start(ctx context.Context) error {
	if err := I2CR.Write(ctx, s.Regs, IEN|MSTA|MTX); err != nil {
		return err
	}
	got, err := s.until(ctx, "ownership of the I2C bus", func(s Status) bool { return s&(IBB|IAL) != 0 })
	return lost(got, err)
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
func (s steps) Send(ctx context.Context, b byte) (ack bool, err error) {
	if err := I2DR.Write(ctx, s.Regs, uint16(b)); err != nil {
		return false, err
	}
	got, err := s.byteDone(ctx, "sent", func(s Status) bool {
		// A byte without an acknowledge ends with ICF and RXAK, whether IIF comes or not.
		return s&IIF != 0 || s&(ICF|RXAK) == ICF|RXAK
	})
	return got&RXAK == 0, err
}

// Receive receives a byte. A read of I2DR starts the reception of the next one. So a
// dummy read comes first, TXAK is set before the last reception starts, and the last
// byte is read after the STOP, when the read starts nothing (section "Generation of
// STOP").
func (s steps) Receive(ctx context.Context, n, total int) (byte, error) {
	if n == 0 {
		if err := s.startReceiving(ctx, total); err != nil {
			return 0, err
		}
	}
	if _, err := s.byteDone(ctx, "received", func(s Status) bool { return s&IIF != 0 }); err != nil {
		return 0, err
	}
	var err error
	switch total - n {
	case 2:
		err = I2CR.Write(ctx, s.Regs, IEN|MSTA|TXAK)
	case 1:
		err = I2CR.Write(ctx, s.Regs, IEN)
	}
	if err != nil {
		return 0, err
	}
	b, err := I2DR.Read(ctx, s.Regs)
	return byte(b), err
}

// startReceiving starts the reception of the first byte.
func (s steps) startReceiving(ctx context.Context, total int) error {
	control := IEN | MSTA
	if total == 1 {
		control |= TXAK
	}
	if err := I2CR.Write(ctx, s.Regs, control); err != nil {
		return err
	}
	_, err := I2DR.Read(ctx, s.Regs)
	return err
}

// byteDone waits for the end of a byte, clears the interrupt flag and returns
// the status before that.
func (s steps) byteDone(ctx context.Context, verb string, done func(Status) bool) (Status, error) {
	got, err := s.until(ctx, "a byte to be "+verb+" by the I2C controller (I2SR.IIF)", done)
	if err != nil {
		return got, err
	}
	return got, lost(got, I2SR.Write(ctx, s.Regs, 0))
}

// Release makes a STOP, unless there already was one, and waits until the bus is
// free.
func (s steps) Release(ctx context.Context) error {
	err := I2CR.Write(ctx, s.Regs, IEN)
	if err == nil {
		_, err = s.until(ctx, "the I2C bus to be free after STOP", func(s Status) bool { return s&IBB == 0 })
	}
	if err != nil {
		return fmt.Errorf("imxi2c: stop: %w", err)
	}
	return nil
}

// until waits for a status.
func (s steps) until(ctx context.Context, what string, done func(Status) bool) (got Status, err error) {
	err = s.wait.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		var err error
		got, err = I2SR.Read(ctx, s.Regs)
		return done(got), err
	})
	return got, err
}
