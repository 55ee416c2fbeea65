package pl022

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*Port]("pl022")

// Kind is the kind of a board's part. Its interrupt is SSPINTR, the combined one.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Port, error) {
	return &Port{board.At(m, p)}, nil
})

// Port is the port of a board.
type Port struct{ board.Device }

// Depth is the number of frames in each FIFO (section 2.2.3 "Transmit FIFO").
const Depth = 8

// The registers (section 3.2 "Summary of registers").
const (
	Control0 reg.Reg[uint32]    = 0x00 // SSPCR0: SCR in bits 15:8, SPH, SPO, FRF in bits 5:4, DSS in bits 3:0
	Control1 reg.Reg[Control]   = 0x04 // SSPCR1
	Data     reg.Reg[uint32]    = 0x08 // SSPDR: a frame, in the low bits
	Status   reg.Reg[State]     = 0x0c // SSPSR, read-only
	Prescale reg.Reg[uint32]    = 0x10 // SSPCPSR: an even divisor, 2 to 254
	Mask     reg.Reg[Interrupt] = 0x14 // SSPIMSC: a 1 lets the interrupt through
	Raw      reg.Reg[Interrupt] = 0x18 // SSPRIS, read-only
	Masked   reg.Reg[Interrupt] = 0x1c // SSPMIS, read-only
	Clear    reg.Reg[Interrupt] = 0x20 // SSPICR, write-only: RT and ROR
	DMA      reg.Reg[uint32]    = 0x24 // SSPDMACR: TXDMAE, RXDMAE
)

// PeripheralID is the number in the identification registers (section 3.3.11).
const PeripheralID = 0x41022

// Control is the value of SSPCR1 (section 3.3.2).
type Control uint32

// The bits of SSPCR1.
//
//qgraph:bits
const (
	LBM Control = 1 << 0 // loop back
	SSE Control = 1 << 1 // enable
	MS  Control = 1 << 2 // slave
	SOD Control = 1 << 3 // slave output off
)

// State is the value of SSPSR (section 3.3.4).
type State uint32

// The bits of SSPSR.
//
//qgraph:bits
const (
	TFE State = 1 << 0 // transmit FIFO empty
	TNF State = 1 << 1 // transmit FIFO not full
	RNE State = 1 << 2 // receive FIFO not empty
	RFF State = 1 << 3 // receive FIFO full
	BSY State = 1 << 4 // a frame is on the wire, or the transmit FIFO is not empty
)

// Interrupt is a set of interrupts (section 3.4 "Interrupts").
type Interrupt uint32

// The interrupts.
//
//qgraph:bits
const (
	ROR Interrupt = 1 << 0 // receive overrun
	RT  Interrupt = 1 << 1 // receive time-out: frames wait for 32 bit periods
	RX  Interrupt = 1 << 2 // the receive FIFO has four frames or more
	TX  Interrupt = 1 << 3 // the transmit FIFO has four frames or fewer
)

// Frames returns the value of SSPCR0 for frames of a number of bits, 4 to 16, in Motorola's
// format (section 3.3.1, DSS).
func Frames(bits int) uint32 { return uint32(bits - 1) }
