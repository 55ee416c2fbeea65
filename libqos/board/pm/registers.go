package pm

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers that both have at the same place.
const (
	Status  reg.Reg[Event]   = 0x00 // "PMSTS", "PM1_STS": a 1 clears a flag
	Enable  reg.Reg[Event]   = 0x02 // "PMEN", "PM1_EN"
	Control reg.Reg[Command] = 0x04 // "PMCNTRL", "PM1_CNT"
	Timer   reg.Reg[uint32]  = 0x08 // "PMTMR", "PM1_TMR": TimerBits wide, read-only
)

// TimerRate is the frequency of the timer in Hz, and TimerBits its width. It tells each change of its
// highest bit.
const (
	TimerRate = 3579545
	TimerBits = 24
)

// Event is a set of events: those that have happened, or that may interrupt.
type Event uint16

// Bits of Status and Enable.
//
//qgraph:bits
const (
	TimerOverflow Event = 1 << 0  // "TMROF": the highest bit of the timer has changed
	BusMaster     Event = 1 << 4  // "BM"
	Global        Event = 1 << 5  // "GBL": the firmware released the global lock
	PowerButton   Event = 1 << 8  // "PWRBTN"
	Clock         Event = 1 << 10 // "RTC"
	Wake          Event = 1 << 15 // "WAK": the machine sleeps no more; Status alone
)

// Command is the content of Control.
type Command uint16

// Fields of Control. The type of sleep is shifted by SleepType.
//
//qgraph:bits
const (
	SCIEnable     Command = 1 << 0  // "SCI_EN": events are interrupts of ACPI, and not of system management mode
	BusMasterWake Command = 1 << 1  // "BM_RLD"
	GlobalRelease Command = 1 << 2  // "GBL_RLS": tells the firmware; write-only
	Sleep         Command = 1 << 13 // "SLP_EN": begins; write-only
)

// SleepType is the shift of the type of sleep in Control, of three bits.
const SleepType = 10

// APMControl and APMStatus are ports of Advanced Power Management, both 8 bits ("APMC", "APMS").
const (
	APMControl reg.Reg[uint8] = 0 // a write tells the firmware
	APMStatus  reg.Reg[uint8] = 1
)
