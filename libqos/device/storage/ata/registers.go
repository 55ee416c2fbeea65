package ata

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the command block (ATA/ATAPI-6, chapter 7 "Interface register definitions and
// descriptions"). Those from Count to LBAHigh keep two values in commands of 48 bits: the one
// written last, and the one before.
const (
	Data      reg.Reg[uint16]  = 0
	WideData  reg.Reg[uint32]  = 0 // two words of data, as PCI has them
	Errors    reg.Reg[Failure] = 1
	Features  reg.Reg[uint8]   = 1
	Count     reg.Reg[uint8]   = 2
	LBALow    reg.Reg[uint8]   = 3 // or the sector, from 1 on
	LBAMid    reg.Reg[uint8]   = 4 // or the cylinder's lower byte
	LBAHigh   reg.Reg[uint8]   = 5 // or the cylinder's upper byte
	Device    reg.Reg[Select]  = 6
	Condition reg.Reg[Status]  = 7 // "Status": a read acknowledges the interrupt
	Command   reg.Reg[uint8]   = 7
)

// Registers of the control block, at its port 0x3f6 or 0x376.
const (
	AlternateStatus reg.Reg[Status]  = 0 // as Condition, and the interrupt stays
	DeviceControl   reg.Reg[Control] = 0
)

// Status is the content of the status register.
type Status uint8

// Bits of the status register.
//
//qgraph:bits
const (
	Failed  Status = 1 << 0 // "ERR", of a packet "CHK"
	Request Status = 1 << 3 // "DRQ": data is to be transferred
	Seeked  Status = 1 << 4 // "DSC"
	Fault   Status = 1 << 5 // "DF"
	Ready   Status = 1 << 6 // "DRDY"
	Busy    Status = 1 << 7 // "BSY"
)

// Failure is the content of the error register.
type Failure uint8

// Bits of the error register. Of a packet, the upper four are the sense key.
//
//qgraph:bits
const (
	Aborted       Failure = 1 << 2 // "ABRT"
	NotFound      Failure = 1 << 4 // "IDNF"
	Uncorrectable Failure = 1 << 6 // "UNC"
)

// Passed is the content of the error register after a diagnostic without a fault.
const Passed Failure = 1

// Select is the content of the device register. Its lower four bits are the bits 24 to 27 of an
// LBA, or the head.
type Select uint8

// Bits of the device register.
//
//qgraph:bits
const (
	Second  Select = 1 << 4 // "DEV"
	Always5 Select = 1 << 5 // obsolete, set by old drivers
	LBA     Select = 1 << 6
	Always7 Select = 1 << 7 // obsolete, set by old drivers
)

// headMask are the bits of the device register that are a head or a part of an LBA.
const headMask = 0xf

// Control is the content of the device control register.
type Control uint8

// Bits of the device control register.
//
//qgraph:bits
const (
	NoInterrupt   Control = 1 << 1 // "nIEN"
	SoftwareReset Control = 1 << 2 // "SRST"
	Previous      Control = 1 << 7 // "HOB": reads give the value before the last
)

// Commands (ATA8-ACS, chapter 7 "Command descriptions"; those with cylinders, heads and sectors
// ATA/ATAPI-6, chapter 8).
const (
	NOP                  = 0x00
	DataSetManagement    = 0x06
	DeviceReset          = 0x08
	Recalibrate          = 0x10
	ReadSectors          = 0x20
	ReadSectorsExt       = 0x24
	ReadDMAExt           = 0x25
	ReadNativeMaxExt     = 0x27
	ReadMultipleExt      = 0x29
	WriteSectors         = 0x30
	WriteSectorsExt      = 0x34
	WriteDMAExt          = 0x35
	WriteMultipleExt     = 0x39
	ReadVerify           = 0x40
	ReadVerifyExt        = 0x42
	Seek                 = 0x70
	ExecuteDiagnostic    = 0x90
	InitializeParameters = 0x91
	Packet               = 0xa0
	IdentifyPacketDevice = 0xa1
	SMART                = 0xb0
	ReadMultiple         = 0xc4
	WriteMultiple        = 0xc5
	SetMultipleMode      = 0xc6
	ReadDMA              = 0xc8
	WriteDMA             = 0xca
	StandbyImmediate     = 0xe0
	IdleImmediate        = 0xe1
	Standby              = 0xe2
	Idle                 = 0xe3
	CheckPowerMode       = 0xe5
	FlushCache           = 0xe7
	FlushCacheExt        = 0xea
	IdentifyDevice       = 0xec
	SetFeatures          = 0xef
	ReadNativeMax        = 0xf8
)

// Values of the features register.
const (
	EnableWriteCache  = 0x02 // of SetFeatures
	SetTransferMode   = 0x03
	DisableWriteCache = 0x82
	Trim              = 0x01 // of DataSetManagement
	PacketDMA         = 0x01 // of Packet
	SMARTReadData     = 0xd0 // of SMART
	SMARTEnable       = 0xd8
	SMARTDisable      = 0xd9
	SMARTStatus       = 0xda
)

// SMARTKey is the LBA of a SMART command, without its lower byte; SMARTHealthy is that of the
// answer to SMARTStatus when no threshold is exceeded (ATA8-ACS, section 7.55 "SMART").
const (
	SMARTKey      = 0xc24f00
	SMARTHealthy  = SMARTKey
	SMARTExceeded = 0x2cf400
)

// ActiveOrIdle is the count of the answer to CheckPowerMode of a device that spins; in standby
// it is 0.
const ActiveOrIdle = 0xff

// Registers of a channel's bus master (Bus Master IDE, section 2 "Bus Master IDE Register
// Description").
const (
	MasterCommand reg.Reg[MasterControl] = 0
	MasterStatus  reg.Reg[MasterState]   = 2
	MasterTable   reg.Reg[uint32]        = 4 // address of the physical region descriptors
)

// MasterControl is the content of a bus master's command register.
type MasterControl uint8

// Bits of a bus master's command register.
//
//qgraph:bits
const (
	Start    MasterControl = 1 << 0
	ToMemory MasterControl = 1 << 3 // "RWC": the bus master writes to memory
)

// MasterState is the content of a bus master's status register.
type MasterState uint8

// Bits of a bus master's status register.
//
//qgraph:bits
const (
	Active       MasterState = 1 << 0
	MasterError  MasterState = 1 << 1 // a written 1 clears it
	Interrupted  MasterState = 1 << 2 // a written 1 clears it
	FirstCapable MasterState = 1 << 5 // the first device can do DMA: for the driver to set
	OtherCapable MasterState = 1 << 6 // and the second one
	Simplex      MasterState = 1 << 7 // one channel at a time
)
