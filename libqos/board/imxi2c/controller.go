package imxi2c

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
	t := transfer{c, addr}
	if len(write)+len(read) == 0 {
		return t.failed(i2c.Start, 0, i2c.ErrEmpty)
	}
	if err := t.start(ctx); err != nil {
		return err
	}
	err := t.run(ctx, write, read)
	if errors.Is(err, i2c.ErrArbitration) {
		return err // the bus belongs to the other master, which makes the STOP
	}
	return errors.Join(err, t.stop(ctx))
}

// transfer is a transfer in progress.
type transfer struct {
	*Controller
	addr i2c.Address
}

func (t transfer) failed(phase i2c.Phase, n int, err error) error {
	return &i2c.TransferError{Addr: t.addr, Phase: phase, Byte: n, Err: err}
}

// start waits for the bus to be free and makes a START (section "Generation of
// START").
func (t transfer) start(ctx context.Context) error {
	if err := I2CR.Write(ctx, t.Regs, IEN); err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	if err := I2SR.Write(ctx, t.Regs, 0); err != nil { // clears IIF and IAL of earlier transfers
		return t.failed(i2c.Start, 0, err)
	}
	if _, err := t.until(ctx, "the I2C bus to be free", func(s Status) bool { return s&IBB == 0 }); err != nil {
		return t.failed(i2c.Start, 0, fmt.Errorf("%w: %w", i2c.ErrBusy, err))
	}
	if err := I2CR.Write(ctx, t.Regs, IEN|MSTA|MTX); err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	s, err := t.until(ctx, "ownership of the I2C bus", func(s Status) bool { return s&(IBB|IAL) != 0 })
	if err == nil && s&IAL != 0 {
		err = i2c.ErrArbitration
	}
	if err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	return nil
}

// run makes the part of the transfer between START and STOP.
func (t transfer) run(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		if err := t.send(ctx, i2c.WriteAddress, 0, byte(t.addr)<<1); err != nil {
			return err
		}
		for i, b := range write {
			if err := t.send(ctx, i2c.Write, i, b); err != nil {
				return err
			}
		}
	}
	if len(read) == 0 {
		return nil
	}
	if len(write) > 0 {
		if err := I2CR.Write(ctx, t.Regs, IEN|MSTA|MTX|RSTA); err != nil {
			return t.failed(i2c.ReadAddress, 0, err)
		}
	}
	if err := t.send(ctx, i2c.ReadAddress, 0, byte(t.addr)<<1|1); err != nil {
		return err
	}
	return t.receive(ctx, read)
}

// send sends a byte and checks its acknowledge (section "Post-Transfer Software
// Response").
func (t transfer) send(ctx context.Context, phase i2c.Phase, n int, b byte) error {
	if err := I2DR.Write(ctx, t.Regs, uint16(b)); err != nil {
		return t.failed(phase, n, err)
	}
	s, err := t.byteDone(ctx, "sent", func(s Status) bool {
		// A byte without an acknowledge ends with ICF and RXAK, whether IIF comes or not.
		return s&IIF != 0 || s&(ICF|RXAK) == ICF|RXAK
	})
	switch {
	case err != nil:
	case s&IAL != 0:
		err = i2c.ErrArbitration
	case s&RXAK != 0 && phase == i2c.Write:
		err = i2c.ErrDataNACK
	case s&RXAK != 0:
		err = i2c.ErrAddressNACK
	default:
		return nil
	}
	return t.failed(phase, n, err)
}

// receive fills p. A read of I2DR starts the reception of the next byte. So the
// first read is a dummy, TXAK is set before the last reception starts, and the
// last byte is read after the STOP, when the read starts nothing (section
// "Generation of STOP").
func (t transfer) receive(ctx context.Context, p []byte) error {
	control := IEN | MSTA
	if len(p) == 1 {
		control |= TXAK
	}
	if err := I2CR.Write(ctx, t.Regs, control); err != nil {
		return t.failed(i2c.Read, 0, err)
	}
	if _, err := I2DR.Read(ctx, t.Regs); err != nil {
		return t.failed(i2c.Read, 0, err)
	}
	for i := range p {
		b, err := t.take(ctx, len(p)-i)
		if err != nil {
			return t.failed(i2c.Read, i, err)
		}
		p[i] = b
	}
	return nil
}

// take waits for a byte and reads it; left is the number of unread bytes.
func (t transfer) take(ctx context.Context, left int) (byte, error) {
	s, err := t.byteDone(ctx, "received", func(s Status) bool { return s&IIF != 0 })
	if err == nil && s&IAL != 0 {
		err = i2c.ErrArbitration
	}
	if err != nil {
		return 0, err
	}
	switch left {
	case 2:
		err = I2CR.Write(ctx, t.Regs, IEN|MSTA|TXAK)
	case 1:
		err = I2CR.Write(ctx, t.Regs, IEN)
	}
	if err != nil {
		return 0, err
	}
	b, err := I2DR.Read(ctx, t.Regs)
	return byte(b), err
}

// byteDone waits for the end of a byte, clears the interrupt flag and returns
// the status before that.
func (t transfer) byteDone(ctx context.Context, verb string, done func(Status) bool) (Status, error) {
	s, err := t.until(ctx, "a byte to be "+verb+" by the I2C controller (I2SR.IIF)", done)
	if err != nil {
		return s, err
	}
	return s, I2SR.Write(ctx, t.Regs, 0)
}

// stop makes a STOP, unless there already was one, and waits until the bus is
// free.
func (t transfer) stop(ctx context.Context) error {
	err := I2CR.Write(ctx, t.Regs, IEN)
	if err == nil {
		_, err = t.until(ctx, "the I2C bus to be free after STOP", func(s Status) bool { return s&IBB == 0 })
	}
	if err != nil {
		return fmt.Errorf("imxi2c: stop: %w", err)
	}
	return nil
}

// until waits for a status.
func (t transfer) until(ctx context.Context, what string, done func(Status) bool) (s Status, err error) {
	err = t.wait.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		var err error
		s, err = I2SR.Read(ctx, t.Regs)
		return done(s), err
	})
	return s, err
}
