package ecspi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("imx.spi")

// The registers (section 21.7 "ECSPI Memory Map/Register Definition").
const (
	RXDATA  reg.Reg[uint32]  = 0x00
	TXDATA  reg.Reg[uint32]  = 0x04
	CONREG  reg.Reg[Control] = 0x08
	STATREG reg.Reg[Status]  = 0x18
)

// The registers of a GPIO that are used here (section 28.5 "GPIO Memory Map/Register
// Definition").
const (
	DR   reg.Reg[uint32] = 0x00 // levels of the outputs
	GDIR reg.Reg[uint32] = 0x04 // which pins are outputs
)

// Control is the Control Register.
type Control uint32

// Bits of CONREG. The burst length, less one and in bits, is in bits 31:20.
//
//qgraph:bits
const (
	EN           Control = 1 << 0
	SMC          Control = 1 << 3 // a word in TXFIFO begins a burst
	FirstChannel Control = 1 << 4 // "CHANNEL_MODE0": channel 0 is a master
)

// OneByte is a burst of 8 bits.
const OneByte Control = 7 << 20

// Status is the Status Register.
type Status uint32

// Bits of STATREG that are used here.
//
//qgraph:bits
const (
	TE Status = 1 << 0 // TXFIFO empty
	RR Status = 1 << 3 // RXFIFO ready: it has a word
	TC Status = 1 << 7 // transfer completed; written as one to clear
)

// Pin is the output that selects the chip.
type Pin struct {
	GPIO   uint64 // guest-physical address of its registers
	Number uint8
}

// Controller is one controller, with its chip.
type Controller struct {
	Regs    reg.Space
	machine *guest.Machine
	gpio    reg.Space
	pin     uint32
}

var _ ssi.Port = (*Controller)(nil)

// New returns a controller of the machine.
func New(m *guest.Machine, p guest.Peripheral, pin Pin) *Controller {
	return &Controller{m.Registers(p), m, m.Registers(guest.Peripheral{Base: pin.GPIO}), 1 << pin.Number}
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Setup deselects the chip, and makes the controller a master.
func (c *Controller) Setup(ctx context.Context) error {
	if err := c.Select(ctx, false); err != nil {
		return err
	}
	if err := GDIR.Modify(ctx, c.gpio, 0, c.pin); err != nil {
		return err
	}
	return CONREG.Write(ctx, c.Regs, EN|SMC|FirstChannel|OneByte)
}

// Select selects the chip, or none.
func (c *Controller) Select(ctx context.Context, selected bool) error {
	if selected {
		return DR.Modify(ctx, c.gpio, c.pin, 0)
	}
	return DR.Modify(ctx, c.gpio, 0, c.pin)
}

// depth is the number of words that each FIFO holds.
const depth = 64

// Depth returns the number of bytes that each FIFO holds.
func (c *Controller) Depth() int { return depth }

// Send sends a byte, in a burst of its own.
func (c *Controller) Send(ctx context.Context, b byte) error {
	return TXDATA.Write(ctx, c.Regs, uint32(b))
}

// Receive waits until all bytes are sent, and takes the words that came for them.
func (c *Controller) Receive(ctx context.Context, p []byte) error {
	err := c.machine.Wait(ctx, "the end of the transfer (STATREG.TC)", func(ctx context.Context) (bool, error) {
		s, err := STATREG.Read(ctx, c.Regs)
		return s&(TE|TC) == TE|TC, err
	})
	if err != nil {
		return fmt.Errorf("ecspi: %w", err)
	}
	for i := range p {
		v, err := RXDATA.Read(ctx, c.Regs)
		if err != nil {
			return err
		}
		p[i] = byte(v)
	}
	return STATREG.Write(ctx, c.Regs, TC)
}
