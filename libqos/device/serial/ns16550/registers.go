package ns16550

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (SLLS177I, table "Register Selection"). The first two have another meaning
// while [Latch] is set, and the third one when it is read.
const (
	Data            reg.Reg[uint8]     = 0 // RBR, THR
	DivisorLow      reg.Reg[uint8]     = 0 // DLL
	InterruptEnable reg.Reg[Enable]    = 1 // IER
	DivisorHigh     reg.Reg[uint8]     = 1 // DLM
	Identification  reg.Reg[Pending]   = 2 // IIR, read-only
	FIFOControl     reg.Reg[FIFO]      = 2 // FCR, write-only
	LineControl     reg.Reg[Line]      = 3 // LCR
	ModemControl    reg.Reg[Modem]     = 4 // MCR
	LineStatus      reg.Reg[Status]    = 5 // LSR
	ModemStatus     reg.Reg[ModemLine] = 6 // MSR
	Scratch         reg.Reg[uint8]     = 7 // SCR
)

// Enable is a set of interrupts (section "Interrupt-Enable Register").
type Enable uint8

// Bits of the interrupt-enable register.
//
//qgraph:bits
const (
	ReceivedData Enable = 1 << 0 // "ERBI"; with FIFOs also a time-out
	HoldingEmpty Enable = 1 << 1 // "ETBEI"
	LineErrors   Enable = 1 << 2 // "ELSI"
	ModemChanges Enable = 1 << 3 // "EDSSI"
)

// Pending is the interrupt of the highest priority (section "Interrupt-Identification
// Register").
type Pending uint8

// Values and bits of the interrupt-identification register.
const (
	Nothing      Pending = 0x1
	IsModem      Pending = 0x0
	IsEmpty      Pending = 0x2
	IsReceived   Pending = 0x4
	IsLine       Pending = 0x6
	IsTimeout    Pending = 0xc
	Cause        Pending = 0xf // the bits of the values above
	Class        Pending = 0x7 // of these, without the one that tells a time-out from other received data
	FIFOsEnabled Pending = 0xc0
)

// FIFO is the FIFO control register.
type FIFO uint8

// Bits of the FIFO control register.
//
//qgraph:bits
const (
	FIFOs        FIFO = 1 << 0
	ClearReceive FIFO = 1 << 1
	ClearSend    FIFO = 1 << 2
	Level4       FIFO = 1 << 6 // characters at which the receiver interrupts, with FIFOs; 0 is one
	Level8       FIFO = 2 << 6
	Level14      FIFO = 3 << 6
)

// Line is the line control register.
type Line uint8

// Bits of the line control register.
//
//qgraph:bits
const (
	EightBit  Line = 3 << 0 // "WLS8"
	TwoStops  Line = 1 << 2 // "STB"
	ParityOn  Line = 1 << 3 // "PEN"
	Even      Line = 1 << 4 // "EPS"
	Stick     Line = 1 << 5
	SendBreak Line = 1 << 6
	Latch     Line = 1 << 7 // "DLAB"
)

// Modem is the modem control register.
type Modem uint8

// Bits of the modem control register.
//
//qgraph:bits
const (
	DTR      Modem = 1 << 0
	RTS      Modem = 1 << 1
	Out1     Modem = 1 << 2
	Out2     Modem = 1 << 3
	Loopback Modem = 1 << 4 // "LOOP"
)

// Status is the line status register.
type Status uint8

// Bits of the line status register.
//
//qgraph:bits
const (
	Ready     Status = 1 << 0 // "DR"
	Overrun   Status = 1 << 1 // "OE"
	Parity    Status = 1 << 2 // "PE"
	Framing   Status = 1 << 3 // "FE"
	BreakSeen Status = 1 << 4 // "BI"
	Empty     Status = 1 << 5 // "THRE"
	Idle      Status = 1 << 6 // "TEMT"
	InFIFO    Status = 1 << 7 // an error is in the FIFO
)

// ModemLine is the modem status register.
type ModemLine uint8

// Bits of the modem status register. The lower half tells what has changed since the last
// read.
//
//qgraph:bits
const (
	DeltaCTS ModemLine = 1 << 0
	DeltaDSR ModemLine = 1 << 1
	EndOfRI  ModemLine = 1 << 2 // "TERI"
	DeltaDCD ModemLine = 1 << 3
	CTS      ModemLine = 1 << 4
	DSR      ModemLine = 1 << 5
	RI       ModemLine = 1 << 6
	DCD      ModemLine = 1 << 7
)
