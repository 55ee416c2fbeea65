package ppc4xxi2c

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
var Driver = graph.NewDriver[*Controller]("ppc4xx-i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return New(m, p), nil
})

// Controller is one controller, master of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// New returns the controller that is a part of a machine.
func New(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{i2c.On(m, p)} }

// Errors are the causes of ERR.
const Errors = XFRA | ICT | LA

// Setup empties the buffer and clears the flags of earlier transfers.
func (c *Controller) Setup(ctx context.Context) error {
	return errors.Join(
		StatusRegister.Write(ctx, c.Regs, SCMP|IRQA),
		ExtendedStatus.Write(ctx, c.Regs, IRQP|IRQD|Errors),
		ModeRegister.Modify(ctx, c.Regs, 0, FMDB),
	)
}

// Transfer makes one transfer; see [i2c.Bus]. The controller has no transfer of an address alone.
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	t := transfer{c, addr}
	if len(write)+len(read) == 0 {
		return t.failed(i2c.Start, 0, i2c.ErrEmpty)
	}
	if err := t.begin(ctx); err != nil {
		return t.failed(i2c.Start, 0, err)
	}
	if err := t.run(ctx, write, read); err != nil {
		return errors.Join(err, t.halt(ctx))
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

// free waits until the bus is free.
func (t transfer) free(ctx context.Context) error {
	if _, err := i2c.Until(ctx, &t.Part, "the I2C bus to be free", ExtendedStatus, func(e Extent) bool { return e&BCS == Free }); err != nil {
		return fmt.Errorf("%w: %w", i2c.ErrBusy, err)
	}
	return nil
}

// begin waits for the bus and sets the address.
func (t transfer) begin(ctx context.Context) error {
	if err := t.free(ctx); err != nil {
		return err
	}
	return errors.Join(t.Setup(ctx), Address.Write(ctx, t.Regs, uint8(t.addr)<<1))
}

// halt ends a transfer that failed.
func (t transfer) halt(ctx context.Context) error {
	if err := ControlRegister.Write(ctx, t.Regs, HMT); err != nil {
		return err
	}
	return errors.Join(t.free(ctx), t.Setup(ctx))
}

// run makes one message, or two with a repeated START between them.
func (t transfer) run(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		var end Control
		if len(read) > 0 {
			end = RPST
		}
		if err := t.message(ctx, end, write); err != nil {
			return err
		}
	}
	if len(read) > 0 {
		return t.message(ctx, RW, read)
	}
	return nil
}

// message sends or receives p in parts that the buffer holds. The last part, with the bits of end, is the last byte alone,
// because QEMU makes a START for each byte of a part without CHT (ppc4xx-i2c-start-for-each-byte).
func (t transfer) message(ctx context.Context, end Control, p []byte) error {
	last := len(p) - 1
	for done := 0; done < last; done += BufferSize {
		if err := t.part(ctx, end&RW|CHT, p[done:min(done+BufferSize, last)], done); err != nil {
			return err
		}
	}
	return t.part(ctx, end, p[last:], last)
}

// part moves up to four bytes. Done is the number of bytes before them.
func (t transfer) part(ctx context.Context, control Control, p []byte, done int) error {
	address, data := i2c.WriteAddress, i2c.Write
	if control&RW != 0 {
		address, data = i2c.ReadAddress, i2c.Read
	} else if err := t.fill(ctx, p); err != nil {
		return t.failed(data, done, err)
	}
	if err := ControlRegister.Write(ctx, t.Regs, PT|Bytes(len(p))|control); err != nil {
		return t.failed(data, done, err)
	}
	s, err := i2c.Until(ctx, &t.Part, "the end of a transfer of the I2C controller (STS.PT)", StatusRegister, func(s Status) bool { return s&Pending == 0 })
	if err != nil {
		return t.failed(data, done, err)
	}
	moved, err := Count.Read(ctx, t.Regs)
	moved &= 7
	switch {
	case err != nil:
		return t.failed(data, done, err)
	case s&ERR != 0 && done == 0 && moved == 0:
		return t.failed(address, 0, i2c.ErrAddressNACK)
	case s&ERR != 0:
		return t.failed(data, done+int(moved), t.cause(ctx))
	case int(moved) != len(p):
		return t.failed(data, done, fmt.Errorf("the transfer of %d bytes moved %d: %v", len(p), moved, s))
	case control&RW != 0:
		return t.take(ctx, p)
	}
	return nil
}

// cause returns the error of a byte.
func (t transfer) cause(ctx context.Context) error {
	e, err := ExtendedStatus.Read(ctx, t.Regs)
	switch {
	case err != nil:
		return err
	case e&LA != 0:
		return i2c.ErrArbitration
	}
	return i2c.ErrDataNACK
}

// fill fills the buffer. It is emptied before, because QEMU leaves bytes that were sent in it (ppc4xx-i2c-buffer-stays).
func (t transfer) fill(ctx context.Context, p []byte) error {
	if err := ModeRegister.Modify(ctx, t.Regs, 0, FMDB); err != nil {
		return err
	}
	for _, b := range p {
		if err := Buffer.Write(ctx, t.Regs, b); err != nil {
			return err
		}
	}
	return nil
}

// take empties the buffer.
func (t transfer) take(ctx context.Context, p []byte) (err error) {
	for i := range p {
		if p[i], err = Buffer.Read(ctx, t.Regs); err != nil {
			return err
		}
	}
	return nil
}
