package rootport

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the slot, from the start of the PCI Express capability (PCI
// Express Base 4.0, section 7.5.3 "PCI Express Capability Structure").
const (
	LinkStatus       reg.Reg[Link]    = 0x12
	SlotCapabilities reg.Reg[Ability] = 0x14
	SlotControl      reg.Reg[Control] = 0x18
	SlotStatus       reg.Reg[Status]  = 0x1a
)

// Link is the Link Status register (section 7.5.3.8).
type Link uint16

// LinkActive is Data Link Layer Link Active.
const LinkActive Link = 1 << 13

// Ability is the Slot Capabilities register (section 7.5.3.9). All of it is read-only.
type Ability uint32

// Bits of the Slot Capabilities register.
//
//qgraph:bits Has
const (
	HasAttentionButton    Ability = 1 << 0
	HasPowerController    Ability = 1 << 1
	HasAttentionIndicator Ability = 1 << 3
	HasPowerIndicator     Ability = 1 << 4
	HasSurprise           Ability = 1 << 5  // Hot-Plug Surprise
	HasHotPlug            Ability = 1 << 6  // Hot-Plug Capable
	HasNoCompletion       Ability = 1 << 18 // No Command Completed Support
)

// Control is the Slot Control register (section 7.5.3.10).
type Control uint16

// Fields of the Slot Control register.
const (
	AttentionButtonEnable Control = 1 << 0
	PresenceChangedEnable Control = 1 << 3
	CompletedEnable       Control = 1 << 4 // Command Completed Interrupt Enable
	HotPlugInterrupt      Control = 1 << 5 // Hot-Plug Interrupt Enable
	AttentionIndicator    Control = 3 << 6
	PowerIndicator        Control = 3 << 8
	PowerIndicatorOn      Control = 1 << 8
	PowerIndicatorBlinks  Control = 2 << 8
	PowerIndicatorOff     Control = 3 << 8
	PowerOff              Control = 1 << 10 // Power Controller Control
)

// Status is the Slot Status register (section 7.5.3.11). Writing one to an
// event's bit clears it.
type Status uint16

// Bits of the Slot Status register.
//
//qgraph:bits
const (
	AttentionButton  Status = 1 << 0 // Attention Button Pressed
	PresenceChanged  Status = 1 << 3 // Presence Detect Changed
	CommandCompleted Status = 1 << 4
	Present          Status = 1 << 6 // Presence Detect State: the slot has a device
)

// Events are the bits of the Slot Status register that writing one clears.
const Events Status = 0x11f

// Registers of a root port for errors, from the start of its capability for advanced
// error reporting (section 7.8.4.9 to 7.8.4.11).
const (
	RootErrorCommand reg.Reg[ErrorCommand] = 0x2c
	RootErrorStatus  reg.Reg[RootErrors]   = 0x30
	ErrorSource      reg.Reg[uint32]       = 0x34 // the requester of the first correctable error; above it, of the first other
)

// ErrorCommand is the Root Error Command register: which errors interrupt.
type ErrorCommand uint32

// Bits of the Root Error Command register.
const (
	ReportCorrectable ErrorCommand = 1 << 0
	ReportNonFatal    ErrorCommand = 1 << 1
	ReportFatal       ErrorCommand = 1 << 2
)

// RootErrors is the Root Error Status register. Writing one to a bit clears it.
type RootErrors uint32

// Bits of the Root Error Status register, below the number of its message.
//
//qgraph:bits Root
const (
	RootCorrectable  RootErrors = 1 << 0 // ERR_COR Received
	RootCorrectables RootErrors = 1 << 1 // Multiple ERR_COR Received
	RootUncorrected  RootErrors = 1 << 2 // ERR_FATAL/NONFATAL Received
	RootUncorrecteds RootErrors = 1 << 3 // Multiple ERR_FATAL/NONFATAL Received
	RootFirstFatal   RootErrors = 1 << 4 // First Uncorrectable Fatal
	RootNonFatal     RootErrors = 1 << 5 // Non-Fatal Error Messages Received
	RootFatal        RootErrors = 1 << 6 // Fatal Error Messages Received
)

// RootErrorBits are the bits of the Root Error Status register that writing one clears.
const RootErrorBits RootErrors = 0x7f
