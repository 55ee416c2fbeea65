package npcmfiu

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers.
const (
	ReadConfig  reg.Reg[Config]      = 0x00 // FIU_DRD_CFG: direct reads
	WriteConfig reg.Reg[Config]      = 0x04 // FIU_DWR_CFG: direct writes
	Format      reg.Reg[Transaction] = 0x08 // FIU_UMA_CFG
	Control     reg.Reg[State]       = 0x0c // FIU_UMA_CTS
	Command     reg.Reg[uint32]      = 0x10 // FIU_UMA_CMD: the command in bits 7:0, the dummy bytes DUM1 to DUM3 above it
	Address     reg.Reg[uint32]      = 0x14 // FIU_UMA_ADDR: the last byte of the address is in bits 7:0
	Protection  reg.Reg[uint32]      = 0x18 // FIU_PRT_CFG
	Polling     reg.Reg[uint32]      = 0x1c // FIU_STPL_CFG
	WriteData   reg.Reg[uint32]      = 0x20 // FIU_UMA_DW0, the first of four; the first byte is in bits 7:0
	ReadData    reg.Reg[uint32]      = 0x30 // FIU_UMA_DR0, the first of four, read-only
	Forbidden   reg.Reg[uint32]      = 0x40 // FIU_PRT_CMD0, the first of ten
	BusConfig   reg.Reg[uint32]      = 0x78 // FIU_CFG
	Version     reg.Reg[uint32]      = 0x7c // FIU_VER, read-only
)

// DataSize is the number of bytes of data that a transaction writes, or reads, at most.
const DataSize = 16

// Config is FIU_DRD_CFG or FIU_DWR_CFG. The command is in bits 7:0.
type Config uint32

// Bits of the configurations of direct access. DBW is that of reads, the two next ones are those of writes.
//
//qgraph:bits
const (
	Burst       Config = 3 << 24 // "BURST": the longest burst
	WideAddress Config = 1 << 16 // "ADDSIZ": an address has 4 bytes, otherwise 3
	DummyBytes  Config = 3 << 12 // "DBW"
	AddressBits Config = 3 << 10 // "ABPCK": per clock
	AccessType  Config = 3 << 8  // "ACCTYPE" of reads, DBPCK of writes: the number of wires
	Locked      Config = 1 << 31 // "LCK": writes to the register are ignored
)

// Dummies returns the bits of the number of dummy bytes of a direct read, 0 to 3.
func Dummies(n int) Config { return Config(n) << 12 }

// Transaction is FIU_UMA_CFG: the sizes, in bytes, of the parts of a transaction.
type Transaction uint32

// Bits of FIU_UMA_CFG.
//
//qgraph:bits
const (
	ReadSize      Transaction = 0x1f << 24 // "RDATSIZ"
	DummySize     Transaction = 7 << 21    // "DBSIZ"
	WriteSize     Transaction = 0x1f << 16 // "WDATSIZ"
	AddressSize   Transaction = 7 << 11    // "ADDSIZ"
	HasCommand    Transaction = 1 << 10    // "CMDSIZ"
	ReadWires     Transaction = 3 << 8     // "RDBPCK"
	DummyWires    Transaction = 3 << 6     // "DBPCK"
	WriteWires    Transaction = 3 << 4     // "WDBPCK"
	AddressWires  Transaction = 3 << 2     // "ADBPCK"
	CommandWires  Transaction = 3 << 0     // "CMBPCK"
	CommandLocked Transaction = 1 << 30    // "CMMLCK": writes to this bit and to CMBPCK are ignored
	FormatLocked  Transaction = 1 << 31    // "LCK": writes to the register are ignored
)

// Reads returns the bits of n bytes that are read, 0 to 16.
func Reads(n int) Transaction { return Transaction(n) << 24 }

// Writes returns the bits of n bytes that are written, 0 to 16.
func Writes(n int) Transaction { return Transaction(n) << 16 }

// Addresses returns the bits of an address of n bytes, 0 to 4.
func Addresses(n int) Transaction { return Transaction(n) << 11 }

// Skips returns the bits of n dummy bytes, 0 to 7.
func Skips(n int) Transaction { return Transaction(n) << 21 }

// State is FIU_UMA_CTS.
type State uint32

// Bits of FIU_UMA_CTS.
//
//qgraph:bits
const (
	Interrupting State = 1 << 25 // "RDYIE": a finished transaction interrupts
	Ready        State = 1 << 24 // "RDYST": a transaction is finished; a written 1 clears it
	Deselected   State = 1 << 16 // "SW_CS": 0 keeps the chip selected beyond the transaction
	Device       State = 3 << 8  // "DEV_NUM": the chip select
	Execute      State = 1 << 0  // "EXEC_DONE": begins a transaction, reads as 1 until it is finished
)

// Select returns the bits of chip select n.
func Select(n int) State { return State(n) << 8 }
