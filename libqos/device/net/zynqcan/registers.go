package zynqcan

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// The registers (UG585, appendix B, "Controller Area Network (can)").
const (
	Errors    reg.Reg[uint32]    = 0x14 // ESR: a written 1 clears
	Pending   reg.Reg[Interrupt] = 0x1c // ISR, read-only
	Enabled   reg.Reg[Interrupt] = 0x20 // IER
	Clear     reg.Reg[Interrupt] = 0x24 // ICR: a written 1 clears
	Timestamp reg.Reg[uint32]    = 0x28 // TCR: bit 0 clears the counter, and reads as 0
	Watermark reg.Reg[uint32]    = 0x2c // WIR: of the receive FIFO in bits 7:0, of the transmit FIFO in bits 15:8
	Filters   reg.Reg[uint32]    = 0x60 // AFR: bit n uses filter n
)

// The first words of the buffers of messages: four words each.
const (
	TXFIFO reg.Reg[uint32] = 0x30 // transmit FIFO
	TXHPB  reg.Reg[uint32] = 0x40 // for one message that goes before those of the FIFO
	RXFIFO reg.Reg[uint32] = 0x50 // receive FIFO
)

// FilterCount is the number of filters.
const FilterCount = 4

// Mask returns the mask of filter n, AFMR1 for 0: identifiers are compared in its bits.
func Mask(n int) reg.Reg[xilinxcan.ID] { return reg.Reg[xilinxcan.ID](0x64 + 8*n) }

// Filter returns the identifier of filter n, AFIR1 for 0.
func Filter(n int) reg.Reg[xilinxcan.ID] { return reg.Reg[xilinxcan.ID](0x68 + 8*n) }

// Interrupt is the register ISR, and the registers of the same bits.
type Interrupt uint32

// Bits of ISR.
//
//qgraph:bits
const (
	ArbitrationLost Interrupt = 1 << 0  // "ARBLST"
	Transmitted     Interrupt = 1 << 1  // "TXOK"
	FIFOFull        Interrupt = 1 << 2  // "TXFLL"
	BufferFull      Interrupt = 1 << 3  // "TXBFLL"
	Received        Interrupt = 1 << 4  // "RXOK"
	Underflow       Interrupt = 1 << 5  // "RXUFLW": an empty receive FIFO was read
	Overflow        Interrupt = 1 << 6  // "RXOFLW": a message was lost
	NotEmpty        Interrupt = 1 << 7  // "RXNEMP": the receive FIFO has a message
	ErrorOccurred   Interrupt = 1 << 8  // "ERROR"
	WentBusOff      Interrupt = 1 << 9  // "BSOFF"
	FellAsleep      Interrupt = 1 << 10 // "SLP"
	WokeUp          Interrupt = 1 << 11 // "WKUP"
	AtWatermark     Interrupt = 1 << 12 // "RXFWMFLL"
	BelowWatermark  Interrupt = 1 << 13 // "TXFWMEMP"
	TransmitEmpty   Interrupt = 1 << 14 // "TXFEMP"

	// Idle is pending while there is nothing to transmit.
	Idle = BelowWatermark | TransmitEmpty
	// Interrupts are all of them.
	Interrupts Interrupt = 1<<15 - 1
)
