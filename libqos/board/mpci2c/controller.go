package mpci2c

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("mpc-i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// The registers (section 11.3 "Memory Map/Register Definition").
const (
	Address         reg.Reg[uint8]   = 0x00 // I2CADR: the controller's own, as a slave
	Divider         reg.Reg[uint8]   = 0x04 // I2CFDR
	ControlRegister reg.Reg[Control] = 0x08 // I2CCR
	StatusRegister  reg.Reg[Status]  = 0x0c // I2CSR
	Data            reg.Reg[uint8]   = 0x10 // I2CDR: with MSTA, an access begins the next byte
	Filter          reg.Reg[uint8]   = 0x14 // I2CDFSRR
)

// Control is the register I2CCR.
type Control uint8

// Bits of I2CCR.
//
//qgraph:bits
const (
	RSTA Control = 1 << 2 // makes a repeated START; reads as zero
	TXAK Control = 1 << 3 // the next byte received is not acknowledged
	MTX  Control = 1 << 4 // transmit instead of receive
	MSTA Control = 1 << 5 // master: setting it makes a START, clearing it a STOP
	MIEN Control = 1 << 6 // interrupt enable
	MEN  Control = 1 << 7 // controller enable
)

// Status is the register I2CSR. MIF and MAL are cleared by writing zeros; the other bits can only be read.
type Status uint8

// Bits of I2CSR.
//
//qgraph:bits
const (
	RXAK Status = 1 << 0 // no acknowledge for the byte sent
	MIF  Status = 1 << 1 // end of a byte, or arbitration lost
	SRW  Status = 1 << 2 // as a slave: read by the master
	MAL  Status = 1 << 4 // arbitration lost
	MBB  Status = 1 << 5 // bus busy
	MAAS Status = 1 << 6 // addressed as a slave
	MCF  Status = 1 << 7 // no byte in progress
)

// Controller is one controller, master of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{i2c.On(m, p)} }

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, &master{Controller: c}, addr, write, read)
}

// master is the controller as the master of its bus.
type master struct {
	*Controller
	started bool
}

// Free waits until the bus is free.
func (m *master) Free(ctx context.Context) error {
	if err := errors.Join(ControlRegister.Write(ctx, m.Regs, MEN), StatusRegister.Write(ctx, m.Regs, 0)); err != nil {
		return err
	}
	_, err := i2c.Until(ctx, &m.Part, "the I2C bus to be free", StatusRegister, func(s Status) bool { return s&MBB == 0 })
	if err != nil {
		return errors.Join(i2c.ErrBusy, err)
	}
	return nil
}

// Start makes a START and sends the address.
func (m *master) Start(ctx context.Context, address byte) (ack bool, err error) {
	control := MEN | MSTA | MTX
	if m.started {
		control |= RSTA
	}
	m.started = true
	if err := ControlRegister.Write(ctx, m.Regs, control); err != nil {
		return false, err
	}
	return m.Send(ctx, address)
}

// Send sends a byte.
func (m *master) Send(ctx context.Context, b byte) (ack bool, err error) {
	if err := Data.Write(ctx, m.Regs, b); err != nil {
		return false, err
	}
	// QEMU ends a byte without an acknowledge by RXAK alone, which is not set before.
	s, err := m.moved(ctx, func(s Status) bool { return s&(MIF|RXAK) != 0 })
	return s&RXAK == 0, err
}

// moved waits for the end of a byte, clears its flag and returns the status before that.
func (m *master) moved(ctx context.Context, done func(Status) bool) (Status, error) {
	s, err := i2c.Until(ctx, &m.Part, "a byte to be moved by the I2C controller (I2CSR.MIF)", StatusRegister, done)
	if err == nil {
		err = StatusRegister.Write(ctx, m.Regs, 0)
	}
	if err == nil && s&MAL != 0 {
		err = i2c.ErrArbitration
	}
	return s, err
}

// Receive receives bytes. A read of I2CDR begins the next byte: so the first read has none to return, TXAK is set before the
// last byte begins, and that is read after the STOP (section 11.5.5 "Generation of STOP").
func (m *master) Receive(ctx context.Context, p []byte) (n int, err error) {
	if err := m.begin(ctx, len(p)); err != nil {
		return 0, err
	}
	if _, err := Data.Read(ctx, m.Regs); err != nil {
		return 0, err
	}
	for n := range p {
		if _, err := m.moved(ctx, func(s Status) bool { return s&MIF != 0 }); err != nil {
			return n, err
		}
		if err := m.begin(ctx, len(p)-n-1); err != nil {
			return n, err
		}
		if p[n], err = Data.Read(ctx, m.Regs); err != nil {
			return n, err
		}
	}
	return len(p), nil
}

// begin prepares the controller for the next byte of some that are left, or makes the STOP.
func (m *master) begin(ctx context.Context, left int) error {
	control := MEN
	if left > 0 {
		control |= MSTA
	}
	if left == 1 {
		control |= TXAK
	}
	return ControlRegister.Write(ctx, m.Regs, control)
}

// Stop makes a STOP.
func (m *master) Stop(ctx context.Context) error { return m.Free(ctx) }
