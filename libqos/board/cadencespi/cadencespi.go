package cadencespi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("xlnx.ps7-spi")

// The registers.
const (
	ConfigReg     reg.Reg[Config] = 0x00
	IntrStatusReg reg.Reg[Status] = 0x04
	EnReg         reg.Reg[uint32] = 0x14 // bit 0 enables the controller
	TxDataReg     reg.Reg[uint32] = 0x1c
	RxDataReg     reg.Reg[uint32] = 0x20
	RXThresReg0   reg.Reg[uint32] = 0x2c // RX_FIFO_not_empty is set from this number of bytes on
)

// Config is the configuration register.
type Config uint32

// Bits of Config_reg. Bits 13:10 are the chip select: a zero bit selects that chip, all
// ones select none.
//
//qgraph:bits
const (
	ModeSel     Config = 1 << 0 // "MODE_SEL": master
	NoChip      Config = 15 << 10
	ManualCS    Config = 1 << 14 // "Manual_CS"
	ManStartEn  Config = 1 << 15 // "Man_start_en"
	ManStartCom Config = 1 << 16 // "Man_start_com"
)

// FirstChip is the value of the chip select for the first chip.
const FirstChip Config = 14 << 10

// Status is the interrupt status register.
type Status uint32

// Bits of Intr_status_reg that are used here.
//
//qgraph:bits
const (
	TXNotFull  Status = 1 << 2 // "TX_FIFO_not_full"
	RXNotEmpty Status = 1 << 4 // "RX_FIFO_not_empty"
)

// depth is the number of bytes that each FIFO holds.
const depth = 128

// Controller is one controller, with its first chip.
type Controller struct {
	Regs    reg.Space
	machine *guest.Machine
}

var _ ssi.Port = (*Controller)(nil)

// New returns a controller of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{m.Registers(p), m} }

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Setup makes the controller a master, and enables it.
func (c *Controller) Setup(ctx context.Context) error {
	if err := c.Select(ctx, false); err != nil {
		return err
	}
	return EnReg.Write(ctx, c.Regs, 1)
}

// Select selects the chip, or none.
func (c *Controller) Select(ctx context.Context, selected bool) error {
	chip := NoChip
	if selected {
		chip = FirstChip
	}
	return ConfigReg.Write(ctx, c.Regs, ModeSel|ManualCS|chip)
}

// Depth returns the number of bytes that each FIFO holds.
func (c *Controller) Depth() int { return depth }

// Send sends a byte.
func (c *Controller) Send(ctx context.Context, b byte) error {
	return TxDataReg.Write(ctx, c.Regs, uint32(b))
}

// Receive waits for as many bytes as were sent, and takes them.
func (c *Controller) Receive(ctx context.Context, p []byte) error {
	if err := RXThresReg0.Write(ctx, c.Regs, uint32(len(p))); err != nil {
		return err
	}
	err := c.machine.Wait(ctx, "the bytes in the receive FIFO (RX_FIFO_not_empty)", func(ctx context.Context) (bool, error) {
		s, err := IntrStatusReg.Read(ctx, c.Regs)
		return s&RXNotEmpty != 0, err
	})
	if err != nil {
		return fmt.Errorf("cadencespi: %w", err)
	}
	for i := range p {
		v, err := RxDataReg.Read(ctx, c.Regs)
		if err != nil {
			return err
		}
		p[i] = byte(v)
	}
	return nil
}
