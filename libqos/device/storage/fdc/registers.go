package fdc

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers, from 0x3f0 on (section "Register Set").
const (
	DigitalOutput reg.Reg[Output]       = 2 // "DOR"
	TapeDrive     reg.Reg[uint8]        = 3 // "TDR": which drive is a tape, and which one the system starts from
	MainStatus    reg.Reg[State]        = 4 // "MSR"
	FIFO          reg.Reg[uint8]        = 5
	DigitalInput  reg.Reg[DigitalState] = 7 // "DIR"
	Configuration reg.Reg[uint8]        = 7 // "CCR": a write of the data rate
)

// Output is the content of the Digital Output Register.
type Output uint8

// Bits of the Digital Output Register.
//
//qgraph:bits
const (
	NotReset Output = 1 << 2 // "RESET#"
	DMAGate  Output = 1 << 3 // "DMAGATE#": interrupts and DMA are on
	Motor0   Output = 1 << 4
)

// State is the content of the Main Status Register.
type State uint8

// Bits of the Main Status Register.
//
//qgraph:bits
const (
	Busy0   State = 1 << 0 // "DRV0 BUSY": the drive is seeking
	Command State = 1 << 4 // "CMD BSY": a command is in progress
	NonDMA  State = 1 << 5 // "NON DMA": data is transferred by the FIFO
	Out     State = 1 << 6 // "DIO": the FIFO is to be read
	Request State = 1 << 7 // "RQM": the FIFO can be accessed
)

// DigitalState is the content of the Digital Input Register.
type DigitalState uint8

// Changed reports that the disk was changed, until a step of the drive (section "Digital Input
// Register", DSKCHG).
//
//qgraph:bits
const Changed DigitalState = 1 << 7

// Commands (section "Command Set/Descriptions").
const (
	ReadData          = 0x06
	WriteData         = 0x05
	Verify            = 0x16
	FormatTrack       = 0x0d
	ReadID            = 0x0a
	Recalibrate       = 0x07
	SenseInterrupt    = 0x08
	SenseDriveStatus  = 0x04
	Specify           = 0x03
	SeekTrack         = 0x0f
	RelativeSeekIn    = 0xcf
	RelativeSeekOut   = 0x8f
	Configure         = 0x13
	Version           = 0x10
	DumpRegisters     = 0x0e
	PerpendicularMode = 0x12
	Lock              = 0x94
	Unlock            = 0x14
	PartID            = 0x18
	Invalid           = 0x1f

	MFM        = 1 << 6 // of a command with data: double density
	MultiTrack = 1 << 7
)

// Bits of the status registers that results have (section "Status Register Encoding").
const (
	InterruptCode  = 3 << 6 // "IC" of ST0: 0 is a normal end
	Abnormal       = 1 << 6
	InvalidCode    = 2 << 6
	Polling        = 3 << 6 // the end of a reset
	SeekEnd        = 1 << 5 // "SE" of ST0
	NoData         = 1 << 2 // "ND" of ST1
	EndOfCylinder  = 1 << 7 // "EN" of ST1
	WriteProtected = 1 << 6 // "WP" of ST3
	Track0         = 1 << 4 // "T0" of ST3
)

// VersionEnhanced is the answer to Version of all controllers since the 82077AA.
const VersionEnhanced = 0x90

// Geometry of a disk of 1.44 MB.
const (
	SectorSize = 512
	Sectors    = 18 // of a track
	Heads      = 2
	Cylinders  = 80
	DiskSize   = SectorSize * Sectors * Heads * Cylinders
	sizeCode   = 2    // of 512 bytes
	gap        = 0x1b // between sectors
)

// Sector returns the number of a sector on the disk, from 0. A sector of a track is one from 1 on.
func Sector(cylinder, head, sector int) int { return (cylinder*Heads+head)*Sectors + sector - 1 }
