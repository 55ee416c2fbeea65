package parallel

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers.
const (
	Data    reg.Reg[uint8]   = 0x0 // the byte on the wires
	Status  reg.Reg[Lines]   = 0x1 // of the printer; read-only
	Control reg.Reg[Signals] = 0x2
)

// Lines is the content of the status register. Two of its lines are true when they are low.
type Lines uint8

// Bits of the status register ("Printer Status").
//
//qgraph:bits
const (
	NoError       Lines = 1 << 3 // -ERROR
	Selected      Lines = 1 << 4 // +SLCT
	PaperEnd      Lines = 1 << 5 // +PE
	NoAcknowledge Lines = 1 << 6 // -ACK
	NotBusy       Lines = 1 << 7 // -BUSY
)

// Ready is the status of a printer that waits for a byte, and AllLines has all of its lines.
const (
	Ready    = NoError | Selected | NoAcknowledge | NotBusy
	AllLines = Ready | PaperEnd
)

// Signals is the content of the control register.
type Signals uint8

// Bits of the control register ("Printer Controls").
//
//qgraph:bits
const (
	Strobe    Signals = 1 << 0 // +STROBE: its edge has the printer take the byte
	AutoFeed  Signals = 1 << 1 // +AUTO FD XT
	NoInit    Signals = 1 << 2 // -INIT: zero resets the printer
	SelectIn  Signals = 1 << 3 // +SLCT IN: the printer is selected
	IRQEnable Signals = 1 << 4 // +IRQ EN
	Direction Signals = 1 << 5 // of the PS/2's: the data register reads the wires, and drives none
)

// AllSignals has all bits of the control register, and Idle those of a printer that can be used.
const (
	AllSignals = Strobe | AutoFeed | NoInit | SelectIn | IRQEnable | Direction
	Idle       = NoInit | SelectIn
)
