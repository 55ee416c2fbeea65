package aspeedi2c

import "github.com/qgraph/qgraph/libqos/base/reg"

// The global registers.
const (
	GlobalStatus  reg.Reg[uint32]  = 0x00 // a bit for each controller with an interrupt
	GlobalControl reg.Reg[Setting] = 0x0c
)

// Setting is the global control register.
type Setting uint32

// Bits of the global control register.
//
//qgraph:bits
const (
	Buffers  Setting = 1 << 0 // AST2500: the buffers of the controllers
	NewClock Setting = 1 << 1 // AST2600: the clock divider of the new set
	NewSet   Setting = 1 << 2 // AST2600: the new set of registers
)

// Registers of a controller that both sets have at one place.
const (
	Function reg.Reg[Functions] = 0x00
	Timing   reg.Reg[uint32]    = 0x04 // of the clock: bits 7:4 and 31:29 at least are reserved
)

// Registers of the new set for transfers with a buffer.
const (
	PoolControl reg.Reg[uint32] = 0x0c // lengths in the buffer: received in 31:24, to receive less 1 in 20:16, to send less 1 in 12:8
	DMALength   reg.Reg[uint32] = 0x1c // lengths less 1: to receive in 30:16, to send in 14:0; bits 31 and 15 allow the write
	SendDMA     reg.Reg[uint32] = 0x30 // guest-physical address
	ReceiveDMA  reg.Reg[uint32] = 0x34 // guest-physical address
	DMADone     reg.Reg[uint32] = 0x48 // bytes moved: received in 28:16, sent in 12:0; write to clear
)

// PoolControl of the old set, with its register's place.
const OldPoolControl reg.Reg[uint32] = 0x1c

// Registers are the places of a controller's registers that differ between the sets.
type Registers struct {
	Enable  reg.Reg[Interrupt] // which interrupts can come
	Status  reg.Reg[Interrupt] // which have come: a 1 that is written clears
	Command reg.Reg[Command]
	Buffer  reg.Reg[uint32] // the byte to send in 7:0, the byte received in 15:8
}

// OldRegisters returns the places of the old set.
func OldRegisters() Registers {
	return Registers{Enable: 0x0c, Status: 0x10, Command: 0x14, Buffer: 0x20}
}

// NewRegisters returns the places of the new set.
func NewRegisters() Registers {
	return Registers{Enable: 0x10, Status: 0x14, Command: 0x18, Buffer: 0x08}
}

// Functions is the function control register.
type Functions uint32

// Bits of the function control register.
//
//qgraph:bits
const (
	MasterEnable Functions = 1 << 0
	SlaveEnable  Functions = 1 << 1
	SingleMaster Functions = 1 << 15 // "MULTI_MASTER_DIS": no arbitration
)

// Interrupt is the interrupt control register, and the interrupt status register.
type Interrupt uint32

// Bits of the interrupt registers.
//
//qgraph:bits
const (
	SentACK      Interrupt = 1 << 0 // "TX_ACK": a byte was sent and acknowledged
	SentNAK      Interrupt = 1 << 1 // "TX_NAK": a byte was sent, and nobody acknowledged it
	Received     Interrupt = 1 << 2 // "RX_DONE"
	ArbitrLoss   Interrupt = 1 << 3 // "ARBIT_LOSS"
	Stopped      Interrupt = 1 << 4 // "NORMAL_STOP": a STOP was made
	Abnormal     Interrupt = 1 << 5
	ClockTimeout Interrupt = 1 << 6  // "SCL_LOW_TO"
	PacketDone   Interrupt = 1 << 16 // "PKT_DONE": new set
	PacketError  Interrupt = 1 << 17 // "PKT_ERROR": new set
	PacketLate   Interrupt = 1 << 18 // "PKT_TIMEOUT": new set
)

// Command is the command register. Its upper half is the state of the bus in the old set, and the
// packet's address in the new one.
type Command uint32

// Bits of the command register.
//
//qgraph:bits
const (
	START      Command = 1 << 0
	Send       Command = 1 << 1 // "TX_CMD"
	Receive    Command = 1 << 3 // "RX_CMD"
	Last       Command = 1 << 4 // "RX_CMD_LAST": no acknowledge for the last byte received
	STOP       Command = 1 << 5
	SendPool   Command = 1 << 6  // "TX_BUFF_EN"
	TakePool   Command = 1 << 7  // "RX_BUFF_EN"
	SendMemory Command = 1 << 8  // "TX_DMA_EN"
	TakeMemory Command = 1 << 9  // "RX_DMA_EN"
	Packet     Command = 1 << 16 // "PKT_EN": new set; reads as [Busy] in the old one
)

// State of the bus in the old set's command register.
const (
	Busy    Command = 1 << 16
	DataUp  Command = 1 << 17 // SDA is high
	ClockUp Command = 1 << 18 // SCL is high
)

// ToAddress returns the part of a packet's command that has the address.
func ToAddress(addr uint8) Command { return Command(addr) << 24 }
