package canfd

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// The registers (AM011, "CAN FD Control and Status Registers"; the abbreviations are those of PG223).
const (
	Pending       reg.Reg[Interrupt] = 0x1c // ISR, read-only
	Enabled       reg.Reg[Interrupt] = 0x20 // IER
	Clear         reg.Reg[Interrupt] = 0x24 // ICR: a written 1 clears
	DataPrescaler reg.Reg[uint32]    = 0x88 // DP_BRPR
	DataTiming    reg.Reg[uint32]    = 0x8c // DP_BTR
	Ready         reg.Reg[uint32]    = 0x90 // TRR: a written 1 sends buffer n, and reads as 1 until it is sent
	ReadyEnabled  reg.Reg[uint32]    = 0x94 // IETRS: buffer n takes part in TXRRS
	EventStatus   reg.Reg[uint32]    = 0xa0 // TXE_FSR: as the receive FIFO's
	EventMark     reg.Reg[uint32]    = 0xa4 // TXE_WMR
	Filters       reg.Reg[uint32]    = 0xe0 // AFR: bit n uses filter n
	ReceiveStatus reg.Reg[uint32]    = 0xe8 // FSR: FIFO 0 in the low half, FIFO 1 in the high half
	ReceiveMark   reg.Reg[Marks]     = 0xec // RX FIFO watermark register
)

// Fields of one half of FSR.
const (
	ReadIndex uint32 = 0x3f      // RI: of the oldest message
	Next      uint32 = 1 << 7    // IRI: a written 1 goes to the next message
	FillLevel uint32 = 0x7f << 8 // FL: the number of messages
	fillShift        = 8
	halfShift        = 16 // from FIFO 0 to FIFO 1
)

// Marks is the register of the receive FIFOs' watermarks.
type Marks uint32

// The fields of the marks.
//
//qgraph:bits
const (
	Mark0     Marks = 0x3f       // "RXFWM"
	Mark1     Marks = 0x3f << 8  // "RXFWM_1"
	Partition Marks = 0x1f << 16 // "RXFP": filters up to this one lead to FIFO 0, the others to FIFO 1
)

// Interrupt is the register ISR, and the registers of the same bits.
type Interrupt uint32

// Bits of ISR.
//
//qgraph:bits
const (
	ArbitrationLost   Interrupt = 1 << 0  // "ARBLST"
	Transmitted       Interrupt = 1 << 1  // "TXOK"
	Received          Interrupt = 1 << 4  // "RXOK"
	TimestampOverflow Interrupt = 1 << 5  // "TSCNT_OFLW"
	Overflow0         Interrupt = 1 << 6  // "RXFOFLW": FIFO 0 lost a message
	ErrorOccurred     Interrupt = 1 << 8  // "ERROR"
	WentBusOff        Interrupt = 1 << 9  // "BSOFF"
	FellAsleep        Interrupt = 1 << 10 // "SLP"
	WokeUp            Interrupt = 1 << 11 // "WKUP"
	AtMark0           Interrupt = 1 << 12 // "RXFWMFLL"
	Served            Interrupt = 1 << 13 // "TXRRS": a ready request was served
	Canceled          Interrupt = 1 << 14 // "TXCRS"
	Overflow1         Interrupt = 1 << 15 // "RXFOFLW_1"
	AtMark1           Interrupt = 1 << 16 // "RXFWMFLL_1"
	NoMatch           Interrupt = 1 << 17 // "RXMNF": a message passed no filter
	EventOverflow     Interrupt = 1 << 30 // "TXEOFLW"
	EventsAtMark      Interrupt = 1 << 31 // "TXEWMFLL"

	// Interrupts are all of them.
	Interrupts Interrupt = 0xffff_ffff
)

// FilterCount and BufferCount are the numbers of filters and of transmit buffers. FIFOs have Depth messages.
const (
	FilterCount = 32
	BufferCount = 32
	Depth       = 64
)

// The memory of messages (AM011, "CAN FD Message Space").
const (
	transmit    = 0x0100
	masks       = 0x0a00
	events      = 0x2000
	receive0    = 0x2100
	receive1    = 0x4100
	messageSize = 0x48
)

// Mask returns the mask of filter n: identifiers are compared in its bits.
func Mask(n int) reg.Reg[xilinxcan.ID] { return reg.Reg[xilinxcan.ID](masks + 8*n) }

// Filter returns the identifier of filter n.
func Filter(n int) reg.Reg[xilinxcan.ID] { return reg.Reg[xilinxcan.ID](masks + 4 + 8*n) }
