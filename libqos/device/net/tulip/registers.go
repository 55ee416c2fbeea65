package tulip

import "github.com/qgraph/qgraph/libqos/base/reg"

// Command and status registers (the manual, section 3.2 "PCI/CardBus CSRs").
const (
	CSR0 reg.Reg[BusMode]   = 0x00 // bus mode
	CSR1 reg.Reg[uint32]    = 0x08 // transmit poll demand
	CSR2 reg.Reg[uint32]    = 0x10 // receive poll demand
	CSR3 reg.Reg[uint32]    = 0x18 // receive list base address
	CSR4 reg.Reg[uint32]    = 0x20 // transmit list base address
	CSR5 reg.Reg[Status]    = 0x28 // status; writing ones clears
	CSR6 reg.Reg[Operation] = 0x30 // operation mode
	CSR7 reg.Reg[Status]    = 0x38 // interrupt enable
	CSR8 reg.Reg[uint32]    = 0x40 // missed frames in bits 15:0; reading clears
	CSR9 reg.Reg[ROM]       = 0x48 // boot ROM, serial ROM and MII management
	// General-purpose timer: its value in bits 15:0, and in bit 16 whether it runs on.
	CSR11 reg.Reg[uint32] = 0x58
)

// TimerContinuous has the general-purpose timer of CSR11 start again when it expires.
const TimerContinuous = 1 << 16

// Missed is the field of CSR8 with the number of frames for which there was no descriptor.
const Missed = 0xffff

// ROM is the content of CSR9.
type ROM uint32

// Fields of CSR9.
const (
	ROMChipSelect ROM = 1 << 0
	ROMClock      ROM = 1 << 1
	ROMDataIn     ROM = 1 << 2 // to the serial ROM
	ROMDataOut    ROM = 1 << 3 // from the serial ROM
	ROMSerial     ROM = 1 << 11
	ROMRead       ROM = 1 << 14
)

// BusMode is the content of CSR0.
type BusMode uint32

// Fields of CSR0.
const (
	SoftwareReset BusMode = 1 << 0
	ResetBusMode  BusMode = 0xfe000000 // after reset
)

// SkipLength returns the field of CSR0 with the number of longwords between two descriptors of a
// ring, "DSL".
func SkipLength(n int) BusMode { return BusMode(n&0x1f) << 2 }

// Status is the content of CSR5, and of CSR7.
type Status uint32

// Fields of CSR5.
//
//qgraph:bits
const (
	TI  Status = 1 << 0  // transmit interrupt
	TPS Status = 1 << 1  // transmit process stopped
	TU  Status = 1 << 2  // transmit buffer unavailable
	TJT Status = 1 << 3  // transmit jabber timeout
	UNF Status = 1 << 5  // transmit underflow
	RI  Status = 1 << 6  // receive interrupt
	RU  Status = 1 << 7  // receive buffer unavailable
	RPS Status = 1 << 8  // receive process stopped
	ETI Status = 1 << 10 // early transmit interrupt
	GTE Status = 1 << 11 // general-purpose timer expired
	ERI Status = 1 << 14 // early receive interrupt
	AIS Status = 1 << 15 // abnormal interrupt summary
	NIS Status = 1 << 16 // normal interrupt summary

	Interrupts Status = 0x1ffff // all of them
)

// ReceiveProcess and TransmitProcess are the fields of CSR5 that say what the processes do.
const (
	ReceiveProcess  Status = 7 << 17
	TransmitProcess Status = 7 << 20

	ReceiveWaiting    Status = 3 << 17 // for a frame
	ReceiveSuspended  Status = 4 << 17
	TransmitSuspended Status = 6 << 20
)

// Operation is the content of CSR6.
type Operation uint32

// Fields of CSR6.
const (
	StartReceive     Operation = 1 << 1
	Promiscuous      Operation = 1 << 6
	PassAllMulticast Operation = 1 << 7
	FullDuplex       Operation = 1 << 9
	InternalLoopback Operation = 1 << 10
	StartTransmit    Operation = 1 << 13
	ResetOperation   Operation = 0x32000040 // after reset: promiscuous, nothing started
)
