package ohci

import "github.com/qgraph/qgraph/libqos/base/reg"

// Operational registers (OHCI, chapter 7 "Operational Registers").
const (
	HcRevision         reg.Reg[uint32]      = 0x00
	HcControl          reg.Reg[ControlBits] = 0x04
	HcCommandStatus    reg.Reg[Command]     = 0x08
	HcInterruptStatus  reg.Reg[Interrupt]   = 0x0c // write ones to clear
	HcInterruptEnable  reg.Reg[Interrupt]   = 0x10 // write ones to set
	HcInterruptDisable reg.Reg[Interrupt]   = 0x14 // write ones to clear, as HcInterruptEnable shows
	HcHCCA             reg.Reg[uint32]      = 0x18
	HcControlHeadED    reg.Reg[uint32]      = 0x20
	HcControlCurrentED reg.Reg[uint32]      = 0x24
	HcBulkHeadED       reg.Reg[uint32]      = 0x28
	HcBulkCurrentED    reg.Reg[uint32]      = 0x2c
	HcDoneHead         reg.Reg[uint32]      = 0x30
	HcFmInterval       reg.Reg[uint32]      = 0x34
	HcFmRemaining      reg.Reg[uint32]      = 0x38
	HcFmNumber         reg.Reg[uint32]      = 0x3c
	HcPeriodicStart    reg.Reg[uint32]      = 0x40
	HcLSThreshold      reg.Reg[uint32]      = 0x44
	HcRhDescriptorA    reg.Reg[HubA]        = 0x48
	HcRhDescriptorB    reg.Reg[uint32]      = 0x4c
	HcRhStatus         reg.Reg[HubStatus]   = 0x50
)

// HcRhPortStatus is the status of a port of the root hub, counted from 0.
func HcRhPortStatus(port int) reg.Reg[PortStatus] { return 0x54 + reg.Reg[PortStatus](4*port) }

// ControlBits is the content of HcControl (section 7.1.2).
type ControlBits uint32

// Fields of HcControl.
const (
	PeriodicListEnable ControlBits = 1 << 2
	ControlListEnable  ControlBits = 1 << 4
	BulkListEnable     ControlBits = 1 << 5
	FunctionalState    ControlBits = 3 << 6 // a field
	StateReset         ControlBits = 0 << 6
	StateResume        ControlBits = 1 << 6
	StateOperational   ControlBits = 2 << 6
	StateSuspend       ControlBits = 3 << 6
)

// Command is the content of HcCommandStatus (section 7.1.3).
type Command uint32

// Bits of HcCommandStatus.
const (
	HostControllerReset Command = 1 << 0 // cleared by the controller at the end of the reset
	ControlListFilled   Command = 1 << 1
	BulkListFilled      Command = 1 << 2
)

// Interrupt is a set of interrupts (section 7.1.4 "HcInterruptStatus Register").
type Interrupt uint32

// The interrupts.
//
//qgraph:bits
const (
	SchedulingOverrun   Interrupt = 1 << 0  // "SO"
	WritebackDoneHead   Interrupt = 1 << 1  // "WDH"
	StartOfFrame        Interrupt = 1 << 2  // "SF"
	ResumeDetected      Interrupt = 1 << 3  // "RD"
	UnrecoverableError  Interrupt = 1 << 4  // "UE"
	FrameNumberOverflow Interrupt = 1 << 5  // "FNO"
	RootHubStatusChange Interrupt = 1 << 6  // "RHSC"
	OwnershipChange     Interrupt = 1 << 30 // "OC"
	MasterEnable        Interrupt = 1 << 31 // "MIE": in HcInterruptEnable and HcInterruptDisable only
)

// HubA is the content of HcRhDescriptorA (section 7.4.1).
type HubA uint32

// Fields of HcRhDescriptorA.
const (
	NumberDownstreamPorts HubA = 0xff
	PowerSwitchingMode    HubA = 1 << 8 // ports are powered individually
	NoPowerSwitching      HubA = 1 << 9 // ports are always powered
)

// HubStatus is the content of HcRhStatus (section 7.4.3).
type HubStatus uint32

// SetGlobalPower, written to HcRhStatus, powers all ports.
const SetGlobalPower HubStatus = 1 << 16

// PortStatus is the content of HcRhPortStatus (section 7.4.4). Write ones to the
// change bits to clear them.
type PortStatus uint32

// Bits of HcRhPortStatus for reads.
//
//qgraph:bits
const (
	CurrentConnect PortStatus = 1 << 0 // "CCS"
	PortEnabled    PortStatus = 1 << 1 // "PES"
	PortSuspended  PortStatus = 1 << 2 // "PSS"
	OverCurrent    PortStatus = 1 << 3 // "POCI"
	PortInReset    PortStatus = 1 << 4 // "PRS"
	PortPowered    PortStatus = 1 << 8 // "PPS"
	LowSpeed       PortStatus = 1 << 9 // "LSDA"

	ConnectChange     PortStatus = 1 << 16 // "CSC"
	EnableChange      PortStatus = 1 << 17 // "PESC"
	SuspendChange     PortStatus = 1 << 18 // "PSSC"
	OverCurrentChange PortStatus = 1 << 19 // "OCIC"
	ResetChange       PortStatus = 1 << 20 // "PRSC"
)

// Bits of HcRhPortStatus for writes.
const (
	ClearPortEnable  PortStatus = 1 << 0
	SetPortEnable    PortStatus = 1 << 1
	SetPortSuspend   PortStatus = 1 << 2
	ClearPortSuspend PortStatus = 1 << 3 // resumes
	SetPortReset     PortStatus = 1 << 4
	SetPortPower     PortStatus = 1 << 8
)
