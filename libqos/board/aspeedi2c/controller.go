package aspeedi2c

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// The nodes, by QEMU's names. The controllers of an AST2400 or AST2500 share an interrupt, so all of
// them are one part of a board. Those of later chips have one each.
var (
	AST2400 = graph.NewDriver[*Controller]("aspeed.i2c-ast2400")
	AST2500 = graph.NewDriver[*Controller]("aspeed.i2c-ast2500")
	Single  = graph.NewDriver[*Controller]("aspeed.i2c.bus")
)

// Interface is the interface of a controller of any chip.
var Interface = graph.NewInterface[*Controller]("aspeed-i2c")

// Number is the number of the controller that is used: few boards have a chip of their own on its bus.
const Number = 1

// The kinds of a board's part.
var (
	AST2400Kind = board.NewKind(AST2400, at(NewOld))
	AST2500Kind = board.NewKind(AST2500, at(NewOld))
	SingleKind  = board.NewKind(Single, at(NewNew))
)

func at(build func(*guest.Machine, guest.Peripheral) *Controller) func(context.Context, *guest.Machine, guest.Peripheral) (*Controller, error) {
	return func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
		return build(m, p), nil
	}
}

// Controller is one controller, master of its bus.
type Controller struct {
	i2c.Part
	Registers
	Global reg.Space
	Pool   reg.Space // the buffer of 16 or 32 bytes
	New    bool      // it has the new set of registers, which is chosen
	wanted Interrupt // see Setup
}

var _ i2c.Bus = (*Controller)(nil)

// New returns a controller without a machine, with one of the sets of registers.
func New(regs reg.Space, set Registers, wait i2c.Waiter) *Controller {
	return &Controller{Part: i2c.Alone(regs, wait), Registers: set}
}

// NewOld returns controller [Number] of those at p, with the old set.
func NewOld(m *guest.Machine, p guest.Peripheral) *Controller {
	c := &Controller{Part: i2c.On(m, p), Registers: OldRegisters()}
	c.Global, c.Regs = c.Regs, m.Window(p.Base+0x40*(1+Number), binary.LittleEndian)
	c.Pool = m.Window(p.Base+0x200+0x10*Number, binary.LittleEndian)
	return c
}

// NewNew returns controller [Number], which is at p, with the new set.
func NewNew(m *guest.Machine, p guest.Peripheral) *Controller {
	global := p.Base - 0x80*(1+Number)
	return &Controller{
		Part: i2c.On(m, p), Registers: NewRegisters(), New: true,
		Global: m.Window(global, binary.LittleEndian), Pool: m.Window(global+0xc00+0x20*Number, binary.LittleEndian),
	}
}

// Setup chooses the set of registers, and enables the controller as a master with those interrupts.
// A status comes only if its interrupt is enabled.
func (c *Controller) Setup(ctx context.Context, enable Interrupt) error {
	if c.New {
		if err := GlobalControl.Write(ctx, c.Global, NewClock|NewSet); err != nil {
			return fmt.Errorf("aspeedi2c: choose the set of registers: %w", err)
		}
	}
	err := errors.Join(
		Function.Write(ctx, c.Regs, MasterEnable|SingleMaster),
		c.Enable.Write(ctx, c.Regs, enable),
		c.Status.Write(ctx, c.Regs, ^Interrupt(0)),
	)
	if err != nil {
		return fmt.Errorf("aspeedi2c: set up: %w", err)
	}
	c.wanted = enable
	return nil
}

// polled are the interrupts that end a command.
const polled = SentACK | SentNAK | Received | ArbitrLoss | Stopped | Abnormal | ClockTimeout

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, master{c}, addr, write, read)
}

// master is the controller as the master of its bus.
type master struct{ *Controller }

// Free sets the controller up: the machine may have been reset since the transfer before.
func (m master) Free(ctx context.Context) error { return m.Setup(ctx, m.wanted|polled) }

// Start sends an address after a START, or a repeated one.
func (m master) Start(ctx context.Context, address byte) (ack bool, err error) {
	return m.put(ctx, address, START|Send)
}

// Send sends a byte.
func (m master) Send(ctx context.Context, b byte) (ack bool, err error) { return m.put(ctx, b, Send) }

func (m master) put(ctx context.Context, b byte, command Command) (ack bool, err error) {
	if err := m.Buffer.Write(ctx, m.Regs, uint32(b)); err != nil {
		return false, err
	}
	came, err := m.do(ctx, "a byte to be sent", command, SentACK|SentNAK)
	return came&SentNAK == 0, err
}

// Receive receives bytes.
func (m master) Receive(ctx context.Context, p []byte) (n int, err error) {
	return i2c.EachByte(p, func(last bool) (byte, error) { return m.take(ctx, last) })
}

func (m master) take(ctx context.Context, last bool) (byte, error) {
	command := Receive
	if last {
		command |= Last
	}
	if _, err := m.do(ctx, "a byte to be received", command, Received); err != nil {
		return 0, err
	}
	v, err := m.Buffer.Read(ctx, m.Regs)
	return byte(v >> 8), err
}

// Stop makes a STOP.
func (m master) Stop(ctx context.Context) error {
	if _, err := m.do(ctx, "the STOP", STOP, Stopped); err != nil {
		return fmt.Errorf("aspeedi2c: stop: %w", err)
	}
	return nil
}

// do gives a command, waits for one of the statuses that end it, and clears what has come.
func (m master) do(ctx context.Context, what string, command Command, ends Interrupt) (came Interrupt, err error) {
	if err := m.Command.Write(ctx, m.Regs, command); err != nil {
		return 0, err
	}
	came, err = i2c.Until(ctx, &m.Part, what+" by the I2C controller", m.Status, func(s Interrupt) bool {
		return s&(ends|ArbitrLoss|Abnormal|ClockTimeout) != 0
	})
	if err != nil {
		return came, err
	}
	if err := m.Status.Write(ctx, m.Regs, came); err != nil {
		return came, err
	}
	switch {
	case came&ArbitrLoss != 0:
		return came, i2c.ErrArbitration
	case came&ends == 0:
		return came, fmt.Errorf("%w: status %v", i2c.ErrBusy, came)
	}
	return came, nil
}
