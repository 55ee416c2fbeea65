package aspeedsmc

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// The nodes of the controllers, by QEMU's names.
var (
	FMC2400  = graph.NewDriver[*Controller]("aspeed.fmc-ast2400")
	FMC2500  = graph.NewDriver[*Controller]("aspeed.fmc-ast2500")
	FMC2600  = graph.NewDriver[*Controller]("aspeed.fmc-ast2600")
	FMC1030  = graph.NewDriver[*Controller]("aspeed.fmc-ast1030")
	SPI12500 = graph.NewDriver[*Controller]("aspeed.spi1-ast2500")
	SPI12600 = graph.NewDriver[*Controller]("aspeed.spi1-ast2600")
)

// Firmware is the interface of a controller of the chip that the board boots from.
var Firmware = graph.NewInterface[*Controller]("aspeed-fmc")

// Part is a controller in a machine's memory map.
type Part struct {
	guest.Peripheral
	Windows []Window // of the chips, by their chip select
	Grants  bool     // DMA has to be asked for
	Unit    uint32   // DMALength is the number of bytes less this one, which is the least that DMA moves
}

// Window is a chip's part of the memory map.
type Window struct {
	Base    uint64 // guest-physical address
	Segment uint32 // the value of [Segment] that puts it there; 0 for the window after power-up
}

// Controller is one controller.
type Controller struct {
	Regs reg.Space
	Part Part

	machine *guest.Machine
}

// New returns a controller of the machine.
func New(m *guest.Machine, p Part) *Controller {
	return &Controller{Regs: m.Registers(p.Peripheral), Part: p, machine: m}
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Chip returns the bus with chip select n.
func (c *Controller) Chip(n int) *Chip { return &Chip{Controller: c, n: n} }

// Chip is one of the controller's chip selects.
type Chip struct {
	*Controller
	n     int
	ready bool // the window is set up
}

var _ ssi.Bus = (*Chip)(nil)

// ControlRegister is the chip's own control register.
func (c *Chip) ControlRegister() reg.Reg[Control] { return ChipControl + reg.Reg[Control](4*c.n) }

// SegmentRegister is the chip's own segment register.
func (c *Chip) SegmentRegister() reg.Reg[uint32] { return Segment + reg.Reg[uint32](4*c.n) }

// Window returns the guest-physical address of the chip's window.
func (c *Chip) Window() uint64 { return c.Part.Windows[c.n].Base }

// Setup enables writes to the chip and puts its window in its place.
func (c *Chip) Setup(ctx context.Context) error {
	if segment := c.Part.Windows[c.n].Segment; segment != 0 {
		if err := c.SegmentRegister().Write(ctx, c.Regs, segment); err != nil {
			return fmt.Errorf("aspeedsmc: window of chip %d: %w", c.n, err)
		}
	}
	const kind = Type(3) // both bits of a type
	if err := TypeSetting.Modify(ctx, c.Regs, kind<<(2*c.n), SPI<<(2*c.n)|WriteEnable<<c.n); err != nil {
		return fmt.Errorf("aspeedsmc: type of chip %d: %w", c.n, err)
	}
	c.ready = true
	return nil
}

// Transfer makes one transfer in user mode; see [ssi.Bus].
func (c *Chip) Transfer(ctx context.Context, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return ssi.ErrEmpty
	}
	if !c.ready {
		if err := c.Setup(ctx); err != nil {
			return err
		}
	}
	if err := c.ControlRegister().Write(ctx, c.Regs, UserMode); err != nil {
		return fmt.Errorf("aspeedsmc: select chip %d: %w", c.n, err)
	}
	err := c.bytes(ctx, write, read)
	return errors.Join(err, c.ControlRegister().Write(ctx, c.Regs, UserMode|Inactive))
}

// bytes sends and receives through the window. Its addresses are of no meaning in user
// mode.
func (c *Chip) bytes(ctx context.Context, write, read []byte) error {
	if len(write) > 0 {
		if err := c.machine.WriteMemory(ctx, c.Window(), write); err != nil {
			return fmt.Errorf("aspeedsmc: send %d bytes: %w", len(write), err)
		}
	}
	if len(read) > 0 {
		if err := c.machine.ReadMemory(ctx, c.Window(), read); err != nil {
			return fmt.Errorf("aspeedsmc: receive %d bytes: %w", len(read), err)
		}
	}
	return nil
}
