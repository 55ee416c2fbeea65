package xpsspi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("xlnx.xps-spi")

// The registers.
const (
	SRR   reg.Reg[uint32]  = 0x40 // Software Reset Register
	SPICR reg.Reg[Control] = 0x60 // SPI Control Register
	SPISR reg.Reg[Status]  = 0x64 // SPI Status Register
	DTR   reg.Reg[uint32]  = 0x68 // SPI Data Transmit Register
	DRR   reg.Reg[uint32]  = 0x6c // SPI Data Receive Register
	SPISS reg.Reg[uint32]  = 0x70 // SPI Slave Select Register, active low
)

// ResetKey is the value that resets the core.
const ResetKey = 0x0000000a

// NoChip is the value of SPISS that selects none.
const NoChip = 0xffffffff

// Control is the SPI Control Register.
type Control uint32

// Bits of SPICR.
//
//qgraph:bits
const (
	Enable        Control = 1 << 1 // "SPE"
	Master        Control = 1 << 2
	TransmitReset Control = 1 << 5 // "TX_FIFO_RESET"
	ReceiveReset  Control = 1 << 6 // "RX_FIFO_RESET"
	ManualSelect  Control = 1 << 7 // "MANUAL_SLAVE_SELECT_ASSERTION"
	Inhibit       Control = 1 << 8 // "MASTER_TRANSACTION_INHIBIT"
)

// Status is the SPI Status Register.
type Status uint32

// Bits of SPISR.
//
//qgraph:bits
const (
	ReceiveEmpty  Status = 1 << 0 // "RX_EMPTY"
	ReceiveFull   Status = 1 << 1 // "RX_FULL"
	TransmitEmpty Status = 1 << 2 // "TX_EMPTY"
	TransmitFull  Status = 1 << 3 // "TX_FULL"
)

// depth is the number of bytes that each FIFO holds.
const depth = 16

// Controller is one core, with its first chip.
type Controller struct {
	Regs    reg.Space
	machine *guest.Machine
}

var _ ssi.Port = (*Controller)(nil)

// New returns a core of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{m.Registers(p), m} }

// Machine returns the core's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Setup resets the core and makes it a master.
func (c *Controller) Setup(ctx context.Context) error {
	if err := SRR.Write(ctx, c.Regs, ResetKey); err != nil {
		return err
	}
	if err := c.Select(ctx, false); err != nil {
		return err
	}
	return SPICR.Write(ctx, c.Regs, Enable|Master|ManualSelect|TransmitReset|ReceiveReset)
}

// Select selects the chip, or none.
func (c *Controller) Select(ctx context.Context, selected bool) error {
	v := uint32(NoChip)
	if selected {
		v &^= 1
	}
	return SPISS.Write(ctx, c.Regs, v)
}

// Depth returns the number of bytes that each FIFO holds.
func (c *Controller) Depth() int { return depth }

// Send sends a byte.
func (c *Controller) Send(ctx context.Context, b byte) error {
	return DTR.Write(ctx, c.Regs, uint32(b))
}

// Receive waits until all bytes are sent, and takes those that came for them.
func (c *Controller) Receive(ctx context.Context, p []byte) error {
	err := c.machine.Wait(ctx, "the transmit FIFO to be empty (SPISR.TX_EMPTY)", func(ctx context.Context) (bool, error) {
		s, err := SPISR.Read(ctx, c.Regs)
		return s&TransmitEmpty != 0, err
	})
	if err != nil {
		return fmt.Errorf("xpsspi: %w", err)
	}
	for i := range p {
		v, err := DRR.Read(ctx, c.Regs)
		if err != nil {
			return err
		}
		p[i] = byte(v)
	}
	return nil
}
