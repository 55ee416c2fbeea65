package ppc4xxi2c

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section "IIC Registers").
const (
	Buffer          reg.Reg[uint8]   = 0x00 // MDBUF: the master's data buffer, of four bytes
	Address         reg.Reg[uint8]   = 0x04 // LMADR: of the target, in bits 7:1 as one counts from the least significant one
	HighAddress     reg.Reg[uint8]   = 0x05 // HMADR: of a target with 10 bits
	ControlRegister reg.Reg[Control] = 0x06 // CNTL
	ModeRegister    reg.Reg[Mode]    = 0x07 // MDCNTL
	StatusRegister  reg.Reg[Status]  = 0x08 // STS
	ExtendedStatus  reg.Reg[Extent]  = 0x09 // EXTSTS
	OwnAddress      reg.Reg[uint8]   = 0x0a // LSADR: as a slave
	OwnHighAddress  reg.Reg[uint8]   = 0x0b // HSADR
	Divider         reg.Reg[uint8]   = 0x0c // CLKDIV
	InterruptMask   reg.Reg[Enables] = 0x0d // INTRMSK
	Count           reg.Reg[uint8]   = 0x0e // XFRCNT: bytes moved as a master in bits 2:0, as a slave in bits 6:4
	ExtendedControl reg.Reg[Extra]   = 0x0f // XTCNTLSS
	Lines           reg.Reg[Direct]  = 0x10 // DIRECTCNTL
)

// BufferSize is the number of bytes that the master's buffer holds.
const BufferSize = 4

// Control is the register CNTL. Writing it with PT begins a transfer.
type Control uint8

// Bits of CNTL.
//
//qgraph:bits
const (
	PT   Control = 1 << 0 // pending transfer: begin
	RW   Control = 1 << 1 // read
	CHT  Control = 1 << 2 // chain: more bytes follow, no STOP
	RPST Control = 1 << 3 // a repeated START follows, no STOP
	AMD  Control = 1 << 6 // addresses have 10 bits
	HMT  Control = 1 << 7 // halt the transfer: make a STOP
)

// Bytes returns the field TCT for a transfer of n bytes, 1 to 4.
func Bytes(n int) Control { return Control(n-1) & 3 << 4 }

// Mode is the register MDCNTL.
type Mode uint8

// Bits of MDCNTL.
//
//qgraph:bits
const (
	HSCL Mode = 1 << 0 // hold the clock low as a slave
	EUBS Mode = 1 << 1 // exit an unknown state of the bus
	EINT Mode = 1 << 2 // interrupt enable
	ESM  Mode = 1 << 3 // slave enable
	FSM  Mode = 1 << 4 // 400 kHz
	EGC  Mode = 1 << 5 // general call as a slave
	FMDB Mode = 1 << 6 // empty the master's buffer; reads as zero
	FSDB Mode = 1 << 7 // empty the slave's buffer; reads as zero
)

// Status is the register STS. IRQA and SCMP are cleared by written ones; the other bits can only be read.
type Status uint8

// Bits of STS.
//
//qgraph:bits
const (
	Pending   Status = 1 << 0 // "PT": a transfer is not complete
	IRQA      Status = 1 << 1 // an interrupt is active
	ERR       Status = 1 << 2 // a bit of EXTSTS has an error
	SCMP      Status = 1 << 3 // a STOP is complete
	MDBF      Status = 1 << 4 // the master's buffer is full
	MDBS      Status = 1 << 5 // the master's buffer has data
	SLPR      Status = 1 << 6 // sleep requested
	SlaveBits Status = 1 << 7 // "SSS": a bit of XTCNTLSS is set
)

// Extent is the register EXTSTS. All bits but those of BCS are cleared by written ones.
type Extent uint8

// Bits of EXTSTS.
//
//qgraph:bits
const (
	XFRA Extent = 1 << 0 // transfer aborted: no acknowledge
	ICT  Extent = 1 << 1 // transfer incomplete
	LA   Extent = 1 << 2 // lost arbitration
	IRQD Extent = 1 << 3 // another interrupt is on deck
	IRQP Extent = 1 << 7 // another interrupt is pending
)

// The field BCS of EXTSTS: the state of the bus.
const (
	BCS  Extent = 7 << 4
	Free Extent = 4 << 4
)

// Enables is the register INTRMSK.
type Enables uint8

// Bits of INTRMSK.
//
//qgraph:bits
const (
	EIMTC Enables = 1 << 0 // the master's transfer is complete
	EITA  Enables = 1 << 1 // transfer aborted
	EIIC  Enables = 1 << 2 // transfer incomplete
	EIHE  Enables = 1 << 3 // halt executed
)

// Extra is the register XTCNTLSS.
type Extra uint8

// Bits of XTCNTLSS. Those of the slave are cleared by written ones.
//
//qgraph:bits
const (
	SRST Extra = 1 << 0 // soft reset
	SWS  Extra = 1 << 4
	SWC  Extra = 1 << 5
	SRS  Extra = 1 << 6
	SRC  Extra = 1 << 7
)

// Direct is the register DIRECTCNTL.
type Direct uint8

// Bits of DIRECTCNTL.
//
//qgraph:bits
const (
	MSC  Direct = 1 << 0 // level of SCL, read-only
	MSDA Direct = 1 << 1 // level of SDA, read-only
	SCC  Direct = 1 << 2 // SCL is not driven low
	SDAC Direct = 1 << 3 // SDA is not driven low
)
