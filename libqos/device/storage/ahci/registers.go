package ahci

import "github.com/qgraph/qgraph/libqos/base/reg"

// Generic host control (section 3.1).
const (
	Capabilities reg.Reg[Ability]       = 0x00 // "CAP"
	GlobalHost   reg.Reg[GlobalControl] = 0x04 // "GHC"
	Interrupts   reg.Reg[uint32]        = 0x08 // "IS": a bit for each port; a written 1 clears it
	Implemented  reg.Reg[uint32]        = 0x0c // "PI": a bit for each port
	Version      reg.Reg[uint32]        = 0x10 // "VS"
)

// Registers of a port (section 3.3).
const (
	PortList        reg.Reg[uint32]      = 0x00 // "PxCLB": of 32 command headers, 1 KiB aligned
	PortListUpper   reg.Reg[uint32]      = 0x04 // "PxCLBU"
	PortFIS         reg.Reg[uint32]      = 0x08 // "PxFB": of received FISes, 256 bytes aligned
	PortFISUpper    reg.Reg[uint32]      = 0x0c // "PxFBU"
	PortInterrupts  reg.Reg[Event]       = 0x10 // "PxIS": a written 1 clears a bit
	PortEnable      reg.Reg[Event]       = 0x14 // "PxIE"
	PortCommand     reg.Reg[PortControl] = 0x18 // "PxCMD"
	PortTaskFile    reg.Reg[uint32]      = 0x20 // "PxTFD": status, error in the second byte
	PortSignature   reg.Reg[uint32]      = 0x24 // "PxSIG"
	PortStatus      reg.Reg[uint32]      = 0x28 // "PxSSTS"
	PortSATAControl reg.Reg[uint32]      = 0x2c // "PxSCTL"
	PortErrors      reg.Reg[uint32]      = 0x30 // "PxSERR"
	PortActive      reg.Reg[uint32]      = 0x34 // "PxSACT": queued commands, a bit for each slot
	PortIssue       reg.Reg[uint32]      = 0x38 // "PxCI": commands, a bit for each slot
)

// Where a port's registers begin.
const (
	firstPort = 0x100
	portSize  = 0x80
)

// Ability is the content of CAP.
type Ability uint32

// Bits of CAP.
//
//qgraph:bits
const (
	LastPort   Ability = 0x1f      // "NP": number of ports less one
	LastSlot   Ability = 0x1f << 8 // "NCS": number of command slots less one
	AHCIOnly   Ability = 1 << 18   // "SAM"
	ListChange Ability = 1 << 24   // "SCLO": PxCMD.CLO
	Queueing   Ability = 1 << 30   // "SNCQ": native command queueing
	Wide       Ability = 1 << 31   // "S64A": addresses of 64 bits
)

// GlobalControl is the content of GHC.
type GlobalControl uint32

// Bits of GHC.
//
//qgraph:bits
const (
	HostReset       GlobalControl = 1 << 0  // "HR"
	InterruptEnable GlobalControl = 1 << 1  // "IE"
	AHCIEnable      GlobalControl = 1 << 31 // "AE"
)

// PortControl is the content of PxCMD.
type PortControl uint32

// Bits of PxCMD.
//
//qgraph:bits
const (
	Start     PortControl = 1 << 0    // "ST"
	SpinUp    PortControl = 1 << 1    // "SUD"
	PowerOn   PortControl = 1 << 2    // "POD"
	ListIdle  PortControl = 1 << 3    // "CLO"
	Receive   PortControl = 1 << 4    // "FRE"
	Slot      PortControl = 0x1f << 8 // "CCS": of the current command
	Receiving PortControl = 1 << 14   // "FR"
	ListRuns  PortControl = 1 << 15   // "CR"
	IsATAPI   PortControl = 1 << 24   // "ATAPI"
)

// Event is the content of PxIS and PxIE.
type Event uint32

// Bits of PxIS and PxIE.
//
//qgraph:bits
const (
	RegisterFIS   Event = 1 << 0  // "DHRS"
	PIOSetup      Event = 1 << 1  // "PSS"
	DMASetup      Event = 1 << 2  // "DSS"
	DeviceBits    Event = 1 << 3  // "SDBS"
	Processed     Event = 1 << 5  // "DPS": a region with the bit for an interrupt
	Overflow      Event = 1 << 24 // "OFS": a table that is too short
	HostBusFatal  Event = 1 << 29 // "HBFS"
	TaskFileError Event = 1 << 30 // "TFES"
)

// Signatures of devices (PxSIG).
const (
	DiskSignature   = 0x0000_0101
	PacketSignature = 0xeb14_0101
)

// Values of PxSSTS.
const (
	Detection   = 0xf // "DET"
	Established = 3   // of DET: a device, and a link to it
	NoDevice    = 0
	resetLink   = 1    // of PxSCTL.DET
	NoTaskFile  = 0x7f // PxTFD without a device
)
