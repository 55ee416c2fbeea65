package pl190

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("pl190")

// Kind is the kind of a board's part. Its outputs are nVICIRQ and nVICFIQ, which lead to the processor.
var Kind = board.NewKind(Driver, at)

// The numbers of the outputs.
const (
	IRQ = iota
	FIQ
)

// Sources and Vectors are the numbers of sources and of vectors.
const (
	Sources = 32
	Vectors = 16
)

// The registers (DDI 0181E, table 3-1 "VIC register summary"). Those of the sources have a bit for each of them.
const (
	IRQStatus     reg.Reg[uint32] = 0x00 // VICIRQSTATUS, read-only: enabled, active and IRQ
	FIQStatus     reg.Reg[uint32] = 0x04 // VICFIQSTATUS, read-only
	Raw           reg.Reg[uint32] = 0x08 // VICRAWINTR, read-only: active by the source or by software
	Select        reg.Reg[uint32] = 0x0c // VICINTSELECT: a 1 makes an FIQ
	Enable        reg.Reg[uint32] = 0x10 // VICINTENABLE: a 1 enables, a 0 does nothing
	Disable       reg.Reg[uint32] = 0x14 // VICINTENCLEAR, write-only
	Soft          reg.Reg[uint32] = 0x18 // VICSOFTINT: a 1 makes the source active, a 0 does nothing
	ClearSoft     reg.Reg[uint32] = 0x1c // VICSOFTINTCLEAR, write-only
	Protection    reg.Reg[uint32] = 0x20 // VICPROTECTION: bit 0
	Current       reg.Reg[uint32] = 0x30 // VICVECTADDR: a read begins the interrupt's service, a write ends it
	DefaultVector reg.Reg[uint32] = 0x34 // VICDEFVECTADDR: the address for sources without a vector
)

// PeripheralID is the number in the identification registers.
const PeripheralID = 0x41190

// VectorAddress returns register VICVECTADDRn, n from 0, the highest priority, to 15.
func VectorAddress(n int) reg.Reg[uint32] { return reg.Reg[uint32](0x100 + 4*n) }

// VectorControl returns register VICVECTCNTLn.
func VectorControl(n int) reg.Reg[uint32] { return reg.Reg[uint32](0x200 + 4*n) }

// Vector returns the value of a VICVECTCNTL that enables the vector for a source.
func Vector(source int) uint32 { return 1<<5 | uint32(source) }

// Controller is a part of a board.
type Controller struct {
	board.Device
	path string // of QEMU's object
}

func at(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	c := &Controller{Device: board.At(m, p)}
	var err error
	c.path, err = c.Object(ctx)
	return c, err
}

// Drive sets the level of a source.
func (c *Controller) Drive(ctx context.Context, source int, high bool) error {
	return c.Machine.Drive(ctx, guest.Inputs{Path: c.path}, source, high)
}
