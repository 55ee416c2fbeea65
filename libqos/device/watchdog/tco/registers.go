package tco

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers, from the base of the power management registers and 60h on (table "TCO I/O
// Register Address Map").
const (
	Reload   reg.Reg[uint16]  = 0x00 // "TCO_RLD": the count; a write reloads it
	DataIn   reg.Reg[uint8]   = 0x02 // "TCO_DAT_IN"
	DataOut  reg.Reg[uint8]   = 0x03 // "TCO_DAT_OUT"
	Status1  reg.Reg[State1]  = 0x04 // "TCO1_STS"
	Status2  reg.Reg[State2]  = 0x06 // "TCO2_STS"
	Control1 reg.Reg[Control] = 0x08 // "TCO1_CNT"
	Control2 reg.Reg[uint16]  = 0x0a // "TCO2_CNT"
	Message1 reg.Reg[uint8]   = 0x0c
	Message2 reg.Reg[uint8]   = 0x0d
	WDCount  reg.Reg[uint8]   = 0x0e // "TCO_WDCNT"
	SWIRQGen reg.Reg[uint8]   = 0x10
	Time     reg.Reg[uint16]  = 0x12 // "TCO_TMR": in units of 0.6 seconds
	size                      = 0x20
)

// State1 is the content of TCO1_STS. Bits are cleared by a write of 1.
type State1 uint16

// Bits of TCO1_STS.
//
//qgraph:bits
const (
	NMI2SMI    State1 = 1 << 0 // "NMI2SMI_STS"
	SWTCOSMI   State1 = 1 << 1 // "SW_TCO_SMI": DataIn was written
	TCOInt     State1 = 1 << 2 // "TCO_INT_STS": DataOut was written
	Timeout    State1 = 1 << 3 // the timer has expired
	NewCentury State1 = 1 << 7
)

// State2 is the content of TCO2_STS. Bits are cleared by a write of 1.
type State2 uint16

// Bits of TCO2_STS.
//
//qgraph:bits
const (
	Intruder      State2 = 1 << 0
	SecondTimeout State2 = 1 << 1 // "SECOND_TO_STS": the timer has expired a second time
	Boot          State2 = 1 << 2 // "BOOT_STS": set with the second one, cleared after it
)

// Control is the content of TCO1_CNT.
type Control uint16

// Bits of TCO1_CNT.
//
//qgraph:bits
const (
	NMINow    Control = 1 << 8
	NMIEnable Control = 1 << 9
	Halt      Control = 1 << 11 // "TCO_TMR_HLT"
	Lock      Control = 1 << 12 // "TCO_LOCK": the register and the enable of TCO's SMI are read-only until a reset
)

// MinTime and MaxTime are the limits of Time.
const (
	MinTime = 4
	MaxTime = 1<<10 - 1
)
