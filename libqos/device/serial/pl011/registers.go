package pl011

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section 3.2 "Summary of registers"). The manual's names start with
// UART.
const (
	Data            reg.Reg[uint32]    = 0x00 // DR
	Flags           reg.Reg[Flag]      = 0x18 // FR
	IntegerDivisor  reg.Reg[uint32]    = 0x24 // IBRD
	FractionDivisor reg.Reg[uint32]    = 0x28 // FBRD
	LineControl     reg.Reg[Line]      = 0x2c // LCR_H
	ControlRegister reg.Reg[Control]   = 0x30 // CR
	FIFOLevels      reg.Reg[uint32]    = 0x34 // IFLS
	Mask            reg.Reg[Interrupt] = 0x38 // IMSC: the enabled interrupts
	Raw             reg.Reg[Interrupt] = 0x3c // RIS
	Masked          reg.Reg[Interrupt] = 0x40 // MIS
	Clear           reg.Reg[Interrupt] = 0x44 // ICR, write-only
	DMAControl      reg.Reg[uint32]    = 0x48 // DMACR
)

// PeripheralID is the number in the identification registers (section 3.3.15).
const PeripheralID = 0x41011

// Flag is the flag register (section 3.3.3 "Flag Register, UARTFR").
type Flag uint32

// The flags, without those of a modem.
//
//qgraph:bits
const (
	Busy          Flag = 1 << 3
	ReceiveEmpty  Flag = 1 << 4 // "RXFE"
	TransmitFull  Flag = 1 << 5 // "TXFF"
	ReceiveFull   Flag = 1 << 6 // "RXFF"
	TransmitEmpty Flag = 1 << 7 // "TXFE"
	FIFOFlags          = Busy | ReceiveEmpty | TransmitFull | ReceiveFull | TransmitEmpty
)

// Line is the line control register (section 3.3.7 "Line Control Register, UARTLCR_H").
type Line uint32

// Bits of the line control register.
//
//qgraph:bits
const (
	SendBreak   Line = 1 << 0 // "BRK"
	ParityOn    Line = 1 << 1 // "PEN"
	EvenParity  Line = 1 << 2 // "EPS"
	TwoStops    Line = 1 << 3 // "STP2"
	FIFOs       Line = 1 << 4 // "FEN"; without it each FIFO holds one character
	EightBit    Line = 3 << 5 // "WLEN8": WLEN: characters of eight bits
	StickParity Line = 1 << 7 // "SPS"
	LineBits         = SendBreak | ParityOn | EvenParity | TwoStops | FIFOs | EightBit | StickParity
)

// Control is the control register (section 3.3.8 "Control Register, UARTCR").
type Control uint32

// Bits of the control register.
//
//qgraph:bits
const (
	Enable   Control = 1 << 0 // "UARTEN"
	Loopback Control = 1 << 7 // "LBE": the transmitter feeds the receiver
	Transmit Control = 1 << 8 // "TXE"
	Receive  Control = 1 << 9 // "RXE"
)

// Interrupt is a set of interrupts (section 3.3.10 "Interrupt Mask Set/Clear Register,
// UARTIMSC", and those after it).
type Interrupt uint32

// The interrupts, without those of a modem.
//
//qgraph:bits
const (
	Received    Interrupt = 1 << 4  // "RX"
	Transmitted Interrupt = 1 << 5  // "TX"
	Timeout     Interrupt = 1 << 6  // "RT"
	Framing     Interrupt = 1 << 7  // "FE"
	Parity      Interrupt = 1 << 8  // "PE"
	Break       Interrupt = 1 << 9  // "BE"
	Overrun     Interrupt = 1 << 10 // "OE"
	NoModem               = Received | Transmitted | Timeout | Framing | Parity | Break | Overrun
)
