package twi

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

// The nodes of the two variants.
var (
	A10 = graph.NewDriver[*Controller]("allwinner.i2c")
	A31 = graph.NewDriver[*Controller]("allwinner.i2c-sun6i")
)

// The kinds of a board's part.
var (
	A10Kind = kind(A10, ZeroClears)
	A31Kind = kind(A31, OneClears)
)

// Clearing is the way to clear the interrupt flag.
type Clearing bool

// The two ways.
const (
	ZeroClears Clearing = false // a written 0 clears it
	OneClears  Clearing = true  // a written 1 clears it
)

func kind(d graph.Driver[*Controller], how Clearing) board.Kind {
	return board.NewKind(d, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
		return NewPart(m, p, how), nil
	})
}

// The registers (section "TWI Controller Register List").
const (
	Address         reg.Reg[uint32]  = 0x00 // TWI_ADDR: the controller's own, as a slave
	Extended        reg.Reg[uint32]  = 0x04 // TWI_XADDR
	Data            reg.Reg[uint32]  = 0x08 // TWI_DATA
	ControlRegister reg.Reg[Control] = 0x0c // TWI_CNTR
	StatusRegister  reg.Reg[Status]  = 0x10 // TWI_STAT, read-only
	Clock           reg.Reg[uint32]  = 0x14 // TWI_CCR
	SoftReset       reg.Reg[uint32]  = 0x18 // TWI_SRST: bit 0
	Enhanced        reg.Reg[uint32]  = 0x1c // TWI_EFR
	LineControl     reg.Reg[uint32]  = 0x20 // TWI_LCR
)

// Control is the register TWI_CNTR.
type Control uint32

// Bits of TWI_CNTR.
//
//qgraph:bits
const (
	Acks       Control = 1 << 2 // "A_ACK": a received byte is acknowledged
	Flag       Control = 1 << 3 // "INT_FLAG": the status has changed, and the clock waits
	STOP       Control = 1 << 4 // "M_STP"
	START      Control = 1 << 5 // "M_STA"
	BusEnable  Control = 1 << 6 // "BUS_EN"
	Interrupts Control = 1 << 7 // "INT_EN"
)

// Status is the register TWI_STAT: a number.
type Status uint32

// Values of TWI_STAT.
const (
	Started      Status = 0x08 // a START has been made
	Restarted    Status = 0x10 // a repeated START
	WriteAck     Status = 0x18 // address for writing, acknowledged
	WriteNoAck   Status = 0x20
	SentAck      Status = 0x28 // byte sent, acknowledged
	SentNoAck    Status = 0x30
	Lost         Status = 0x38 // arbitration lost
	ReadAck      Status = 0x40 // address for reading, acknowledged
	ReadNoAck    Status = 0x48
	Received     Status = 0x50 // byte received and acknowledged
	ReceivedLast Status = 0x58 // byte received, not acknowledged
	Idle         Status = 0xf8
)

// Controller is one controller, master of its bus.
type Controller struct {
	i2c.Part
	how Clearing
}

var _ i2c.Bus = (*Controller)(nil)

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral, how Clearing) *Controller {
	return &Controller{i2c.On(m, p), how}
}

// OneClears reports whether a written 1 clears the interrupt flag, and not a 0.
func (c *Controller) OneClears() bool { return c.how == OneClears }

// GoOn writes the control register so that the flag is cleared, and returns the status once the flag is set
// again.
func (c *Controller) GoOn(ctx context.Context, control Control) (Status, error) {
	if c.how == OneClears {
		control |= Flag
	}
	if err := ControlRegister.Write(ctx, c.Regs, BusEnable|control); err != nil {
		return 0, err
	}
	_, err := i2c.Until(ctx, &c.Part, "the interrupt flag of the I2C controller", ControlRegister, func(c Control) bool { return c&Flag != 0 })
	if err != nil {
		return 0, err
	}
	s, err := StatusRegister.Read(ctx, c.Regs)
	if err == nil && s == Lost {
		err = i2c.ErrArbitration
	}
	return s, err
}

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, master{c}, addr, write, read)
}

// master is the controller as the master of its bus.
type master struct{ *Controller }

// Free enables the bus: a START waits for it to be free.
func (m master) Free(ctx context.Context) error { return ControlRegister.Write(ctx, m.Regs, BusEnable) }

// Start makes a START and sends the address.
func (m master) Start(ctx context.Context, address byte) (ack bool, err error) {
	s, err := m.GoOn(ctx, START)
	if err == nil && s != Started && s != Restarted {
		err = unexpected(s)
	}
	if err != nil {
		return false, err
	}
	return m.send(ctx, address, []Status{WriteAck, ReadAck}[address&1])
}

// unexpected is the error for a status that does not follow.
func unexpected(s Status) error { return fmt.Errorf("twi: unexpected status %#x", uint32(s)) }

// Send sends a byte.
func (m master) Send(ctx context.Context, b byte) (ack bool, err error) {
	return m.send(ctx, b, SentAck)
}

// send sends a byte, which ends with a status if it is acknowledged.
func (m master) send(ctx context.Context, b byte, acknowledged Status) (ack bool, err error) {
	if err := Data.Write(ctx, m.Regs, uint32(b)); err != nil {
		return false, err
	}
	s, err := m.GoOn(ctx, 0)
	switch {
	case err != nil || s == acknowledged:
		return true, err
	case s == WriteNoAck || s == ReadNoAck || s == SentNoAck:
		return false, nil
	}
	return false, unexpected(s)
}

// Receive receives bytes.
func (m master) Receive(ctx context.Context, p []byte) (n int, err error) {
	return i2c.EachByte(p, func(last bool) (byte, error) { return m.receive(ctx, last) })
}

// receive receives a byte.
func (m master) receive(ctx context.Context, last bool) (byte, error) {
	control, want := Acks, Received
	if last {
		control, want = 0, ReceivedLast
	}
	s, err := m.GoOn(ctx, control)
	if err == nil && s != want {
		err = unexpected(s)
	}
	if err != nil {
		return 0, err
	}
	b, err := Data.Read(ctx, m.Regs)
	return byte(b), err
}

// Stop makes a STOP.
func (m master) Stop(ctx context.Context) error {
	control := BusEnable | STOP
	if m.how == OneClears {
		control |= Flag
	}
	if err := ControlRegister.Write(ctx, m.Regs, control); err != nil {
		return err
	}
	_, err := i2c.Until(ctx, &m.Part, "the I2C bus to be free after STOP", StatusRegister, func(s Status) bool { return s == Idle })
	if err != nil {
		return errors.Join(i2c.ErrBusy, err)
	}
	return nil
}
