package npcmpspi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("npcm-pspi")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return New(m, p), nil
})

// Bus is QEMU's name of the bus.
const Bus = "pspi"

// The registers.
const (
	Data       reg.Reg[uint16] = 0x00 // PSPI_DATA: a write begins a transfer, a read takes the received word
	ControlReg reg.Reg[Config] = 0x02 // PSPI_CTL1
	StatusReg  reg.Reg[Status] = 0x04 // PSPI_STAT, read-only
)

// Config is PSPI_CTL1.
type Config uint16

// Bits of PSPI_CTL1.
//
//qgraph:bits
const (
	Enable         Config = 1 << 0    // "SPIEN"
	Words          Config = 1 << 2    // "MOD": 16 bits are transferred, otherwise 8
	InterruptRead  Config = 1 << 5    // "EIR": RBF interrupts
	InterruptWrite Config = 1 << 6    // "EIW": a controller that is not busy interrupts
	ClockMode      Config = 1 << 7    // "SCM"
	ClockIdle      Config = 1 << 8    // "SCIDL": the level of an idle clock
	Divisor        Config = 0x7f << 9 // "SCDV6_0"
)

// Status is PSPI_STAT.
type Status uint16

// Bits of PSPI_STAT.
//
//qgraph:bits
const (
	Busy Status = 1 << 0 // "BSY": a transfer is under way
	Full Status = 1 << 1 // "RBF": a received word waits in PSPI_DATA
)

// Controller is one controller, with the chip on its bus.
type Controller struct {
	board.Device
	*ssi.Pin // of the chip
}

var _ ssi.Port = port{}

// New returns a controller of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Controller {
	c := &Controller{Device: board.At(m, p)}
	c.Pin = ssi.NewPin(m, c.Object, Bus)
	return c
}

// SPI returns the bus.
func (c *Controller) SPI() ssi.Bus { return ssi.ByBytes(port{c}) }

// port is the controller as a port of bytes.
type port struct{ *Controller }

// Machine returns the controller's machine.
func (p port) Machine() *guest.Machine { return p.Device.Machine }

// Setup enables the controller for bytes.
func (p port) Setup(ctx context.Context) error {
	if err := p.Select(ctx, false); err != nil {
		return err
	}
	return ControlReg.Write(ctx, p.Regs, Enable)
}

// Depth returns 1: there is no FIFO.
func (p port) Depth() int { return 1 }

// Send sends a byte.
func (p port) Send(ctx context.Context, b byte) error { return Data.Write(ctx, p.Regs, uint16(b)) }

// Receive waits for the byte and takes it.
func (p port) Receive(ctx context.Context, b []byte) error {
	err := p.Device.Machine.Wait(ctx, "a received byte (PSPI_STAT.RBF)", func(ctx context.Context) (bool, error) {
		s, err := StatusReg.Read(ctx, p.Regs)
		return s&Full != 0, err
	})
	if err != nil {
		return fmt.Errorf("npcmpspi: %w", err)
	}
	v, err := Data.Read(ctx, p.Regs)
	b[0] = byte(v)
	return err
}
