package bcm2835spi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the master.
var Driver = graph.NewDriver[*Port]("bcm2835-spi")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Port, error) {
	return New(m, p), nil
})

// Bus is QEMU's name of the bus.
const Bus = "spi"

// The registers (section 10.5 "SPI Register Map").
const (
	ControlReg reg.Reg[Control] = 0x00 // CS
	Data       reg.Reg[uint32]  = 0x04 // FIFO: a byte, in the low bits
	Clock      reg.Reg[uint32]  = 0x08 // CLK: the divisor of the core clock
	Length     reg.Reg[uint32]  = 0x0c // DLEN: bytes of a transfer by DMA
	Hold       reg.Reg[uint32]  = 0x10 // LTOH: of the output in LoSSI mode, in periods of the core clock
	Thresholds reg.Reg[uint32]  = 0x14 // DC: RPANIC, RDREQ, TPANIC, TDREQ, a byte of each, the last one lowest
)

// Values after a reset; the other registers are 0.
const (
	ControlReset    = ReadEnable | TransmitReady
	HoldReset       = 1
	ThresholdsReset = 0x30201020
)

// Control is CS.
type Control uint32

// Bits of CS.
//
//qgraph:bits
const (
	Chip             Control = 3 << 0  // "CS": the number of the chip
	Phase            Control = 1 << 2  // "CPHA"
	Polarity         Control = 1 << 3  // "CPOL"
	ClearTransmit    Control = 1 << 4  // "CLEAR_TX": empties the transmit FIFO, reads as 0
	ClearReceive     Control = 1 << 5  // "CLEAR_RX": empties the receive FIFO, reads as 0
	SelectPolarity   Control = 1 << 6  // "CSPOL"
	Active           Control = 1 << 7  // "TA": the chip is selected, and bytes are transferred
	DMAEnable        Control = 1 << 8  // "DMAEN"
	InterruptDone    Control = 1 << 9  // "INTD": DONE interrupts
	InterruptReceive Control = 1 << 10 // "INTR": RXR interrupts
	AutoDeselect     Control = 1 << 11 // "ADCS"
	ReadEnable       Control = 1 << 12 // "REN": of the bidirectional mode
	LoSSI            Control = 1 << 13 // "LEN"
	Done             Control = 1 << 16 // "DONE": read-only, the transfer is over as far as there are bytes for it
	ReceiveData      Control = 1 << 17 // "RXD": read-only, the receive FIFO has a byte or more
	TransmitReady    Control = 1 << 18 // "TXD": read-only, the transmit FIFO has room
	ReceiveHigh      Control = 1 << 19 // "RXR": read-only, the receive FIFO is three quarters full
	ReceiveFull      Control = 1 << 20 // "RXF": read-only
	SelectPolarity0  Control = 1 << 21 // "CSPOL0"
	SelectPolarity1  Control = 1 << 22 // "CSPOL1"
	SelectPolarity2  Control = 1 << 23 // "CSPOL2"
	DMALoSSI         Control = 1 << 24 // "DMA_LEN"
	LongLoSSI        Control = 1 << 25 // "LEN_LONG"
)

// Depth is the number of bytes in each FIFO.
const Depth = 64

// Port is the master, with the chip on its bus. QEMU's master drives no select line; Linux, too, uses pins of the GPIO
// controller (drivers/spi/spi-bcm2835.c).
type Port struct {
	board.Device
	*ssi.Pin // of the chip
}

var _ ssi.Port = port{}

// New returns a master of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Port {
	port := &Port{Device: board.At(m, p)}
	port.Pin = ssi.NewPin(m, port.Object, Bus)
	return port
}

// SPI returns the bus.
func (p *Port) SPI() ssi.Bus { return ssi.ByBytes(port{p}) }

// port is the master as a port of bytes.
type port struct{ *Port }

// Machine returns the master's machine.
func (p port) Machine() *guest.Machine { return p.Device.Machine }

// Setup empties the FIFOs and begins to transfer.
func (p port) Setup(ctx context.Context) error {
	if err := p.Select(ctx, false); err != nil {
		return err
	}
	if err := ControlReg.Write(ctx, p.Regs, ClearTransmit|ClearReceive); err != nil {
		return err
	}
	return ControlReg.Write(ctx, p.Regs, Active)
}

// Depth returns the number of bytes that each FIFO holds.
func (p port) Depth() int { return Depth }

// Send sends a byte.
func (p port) Send(ctx context.Context, b byte) error { return Data.Write(ctx, p.Regs, uint32(b)) }

// Receive waits for each byte that was sent, and takes it.
func (p port) Receive(ctx context.Context, b []byte) error {
	for i := range b {
		err := p.Device.Machine.Wait(ctx, "a received byte (CS.RXD)", func(ctx context.Context) (bool, error) {
			s, err := ControlReg.Read(ctx, p.Regs)
			return s&ReceiveData != 0, err
		})
		if err != nil {
			return fmt.Errorf("bcm2835spi: %w", err)
		}
		v, err := Data.Read(ctx, p.Regs)
		if err != nil {
			return err
		}
		b[i] = byte(v)
	}
	return nil
}
