package xilinxcan

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers.
const (
	Reset     reg.Reg[Control] = 0x00 // SRR
	Select    reg.Reg[Mode]    = 0x04 // MSR
	Prescaler reg.Reg[uint32]  = 0x08 // BRPR: bits 7:0
	Timing    reg.Reg[uint32]  = 0x0c // BTR
	Counts    reg.Reg[uint32]  = 0x10 // ECR: of errors, read-only
	State     reg.Reg[Status]  = 0x18 // SR, read-only
)

// Control is the register SRR.
type Control uint32

// Bits of SRR.
//
//qgraph:bits
const (
	SoftwareReset Control = 1 << 0 // "SRST": resets the controller, reads as 0
	Enable        Control = 1 << 1 // "CEN": leaves configuration mode
)

// Mode is the register MSR. LBACK and SNOOP can be written in configuration mode alone.
type Mode uint32

// Bits of MSR.
//
//qgraph:bits
const (
	Sleep    Mode = 1 << 0 // "SLEEP"
	LoopBack Mode = 1 << 1 // "LBACK"
	Snoop    Mode = 1 << 2 // "SNOOP"
	Normal   Mode = 0      // none of them
)

// Status is the register SR.
type Status uint32

// Bits of SR.
//
//qgraph:bits
const (
	Configuring  Status = 1 << 0  // "CONFIG"
	LoopingBack  Status = 1 << 1  // "LBACK"
	Asleep       Status = 1 << 2  // "SLEEP"
	InNormalMode Status = 1 << 3  // "NORMAL"
	BusIdle      Status = 1 << 4  // "BIDLE"
	BusBusy      Status = 1 << 5  // "BBSY"
	ErrorWarning Status = 1 << 6  // "ERRWRN"
	ErrorActive  Status = 1 << 7  // "ESTAT0": with the next bit, 1 for error active, 2 for bus off, 3 for error passive
	BusOff       Status = 1 << 8  // "ESTAT1"
	UrgentFull   Status = 1 << 9  // "TXBFLL": of the Zynq's alone
	TransmitFull Status = 1 << 10 // "TXFLL": of the Zynq's alone
	FilterBusy   Status = 1 << 11 // "ACFBSY": of the Zynq's alone
	Snooping     Status = 1 << 12 // "SNOOP"

	// Modes are the modes of which the controller is in one.
	Modes = Configuring | LoopingBack | Asleep | InNormalMode | Snooping
)
