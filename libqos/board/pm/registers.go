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

// Registers of the ICH9 alone, and those of its configuration space that belong to them ("GEN_PMCON_1" and
// "GEN_PMCON_3").
const (
	SMIEnable reg.Reg[SMI] = 0x30 // "SMI_EN"
	SMIStatus reg.Reg[SMI] = 0x34 // "SMI_STS": a 1 clears a flag

	General1 reg.Reg[General] = 0xa0 // in configuration space
	General3 reg.Reg[uint8]   = 0xa4 // in configuration space
)

// SMI is a set of causes of system management interrupts: those that interrupt, or those that were there.
type SMI uint32

// Bits of SMIEnable and of SMIStatus.
//
//qgraph:bits
const (
	SMIGlobal   SMI = 1 << 0  // "GBL_SMI": none without it; SMIEnable alone
	SMIRelease  SMI = 1 << 2  // "BIOS": ACPI has released the global lock
	SMISleep    SMI = 1 << 4  // "SLP_SMI"
	SMICommand  SMI = 1 << 5  // "APM": a write to APMControl
	SMITimer    SMI = 1 << 6  // "SWSMI_TMR": once, after the time that General3 has
	SMITell     SMI = 1 << 7  // "BIOS_RLS": the firmware releases the global lock; SMIEnable alone, write-only
	SMITCO      SMI = 1 << 13 // "TCO"
	SMIPeriodic SMI = 1 << 14 // "PERIODIC": each time that General1 has
)

// General is the content of General1.
type General uint16

// Bits of General1. The two lowest are the period of periodic interrupts.
//
//qgraph:bits
const (
	SMILock General = 1 << 4 // "SMI_LOCK": keeps SMIGlobal until a reset
)

// TimerShift is the shift of the time of SMITimer in General3 ("SWSMI_RATE_SEL").
const TimerShift = 6
