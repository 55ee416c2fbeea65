package sifivespi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("sifive.spi")

// The registers that are used here (table 67 "SPI Register Address Map").
const (
	ChipSelect     reg.Reg[uint32] = 0x10 // csid: index of the chip
	ChipSelectMode reg.Reg[Mode]   = 0x18 // csmode
	Transmit       reg.Reg[uint32] = 0x48 // txdata
	Receive        reg.Reg[uint32] = 0x4c // rxdata
)

// Mode is the mode of the chip select (section 19.8 "Chip Select Mode Register").
type Mode uint32

// The modes.
const (
	Auto Mode = 0 // the chip is selected for each frame
	Hold Mode = 2 // it remains selected from the first frame on
	Off  Mode = 3
)

// Empty is the bit of Receive without a byte in it (section 19.13 "Receive Data Register").
const Empty = 1 << 31

// depth is the number of bytes that each FIFO holds.
const depth = 8

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

// Setup chooses the chip, and deselects it.
func (c *Controller) Setup(ctx context.Context) error {
	if err := ChipSelect.Write(ctx, c.Regs, 0); err != nil {
		return err
	}
	return c.Select(ctx, false)
}

// Select selects the chip, or none.
func (c *Controller) Select(ctx context.Context, selected bool) error {
	m := Auto
	if selected {
		m = Hold
	}
	return ChipSelectMode.Write(ctx, c.Regs, m)
}

// Depth returns the number of bytes that each FIFO holds.
func (c *Controller) Depth() int { return depth }

// Send sends a byte.
func (c *Controller) Send(ctx context.Context, b byte) error {
	return Transmit.Write(ctx, c.Regs, uint32(b))
}

// Receive waits for each byte that was sent, and takes it.
func (c *Controller) Receive(ctx context.Context, p []byte) error {
	for i := range p {
		err := c.machine.Wait(ctx, "a byte in rxdata", func(ctx context.Context) (bool, error) {
			v, err := Receive.Read(ctx, c.Regs)
			p[i] = byte(v)
			return v&Empty == 0, err
		})
		if err != nil {
			return fmt.Errorf("sifivespi: %w", err)
		}
	}
	return nil
}
