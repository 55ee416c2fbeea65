package rootport

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the slot, from the start of the PCI Express capability (PCI
// Express Base 3.0, section 7.8 "PCI Express Capability Structure").
const (
	LinkStatus  reg.Reg[Link]    = 0x12
	SlotControl reg.Reg[Control] = 0x18
	SlotStatus  reg.Reg[Status]  = 0x1a
)

// Link is the Link Status register (section 7.8.8).
type Link uint16

// LinkActive is Data Link Layer Link Active.
const LinkActive Link = 1 << 13

// Control is the Slot Control register (section 7.8.10).
type Control uint16

// Fields of the Slot Control register.
const (
	PowerIndicator    Control = 3 << 8
	PowerIndicatorOn  Control = 1 << 8
	PowerIndicatorOff Control = 3 << 8
	PowerOff          Control = 1 << 10 // Power Controller Control
)

// Status is the Slot Status register (section 7.8.11). Writing one to an
// event's bit clears it.
type Status uint16

// Bits of the Slot Status register.
//
//qgraph:bits
const (
	AttentionButton Status = 1 << 0 // Attention Button Pressed
	PresenceChanged Status = 1 << 3 // Presence Detect Changed
	Present         Status = 1 << 6 // Presence Detect State: the slot has a device
)
