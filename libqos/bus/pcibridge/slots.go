package pcibridge

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// SlotController is the ability of a bridge whose conventional bus has slots for hot plug (PCI Standard
// Hot-Plug Controller and Subsystem Specification 1.0).
var SlotController = graph.NewAbility("a standard hot-plug controller")

// SlotsCapability is the ID of the capability by which configuration space reaches the controller's
// registers: [SlotsSelect] chooses 32 bits of them, and [SlotsData] is these (section 4.9 "SHPC Capabilities
// List Item").
const (
	SlotsCapability = 0x0c

	SlotsSelect reg.Reg[uint8]  = 0x02
	SlotsData   reg.Reg[uint32] = 0x04
)

// The controller's registers, in BAR 0 (section 4.1 "SHPC Working Register Set").
const (
	SlotsBase      reg.Reg[uint32]     = 0x00
	Slots33        reg.Reg[uint32]     = 0x04 // slots at 33 MHz, and others of PCI-X
	SlotsFast      reg.Reg[uint32]     = 0x08 // slots of 66 MHz and of PCI-X mode 2
	SlotsConfig    reg.Reg[SlotLayout] = 0x0c
	SlotsBusConfig reg.Reg[uint32]     = 0x10
	SlotsCommand   reg.Reg[uint16]     = 0x14 // a command, and from SlotShift on the number of its slot
	SlotsStatus    reg.Reg[SlotResult] = 0x16
)

// SlotRegister returns the register of a slot, from 1 on.
func SlotRegister(n int) reg.Reg[Slot] {
	const first, size = 0x24, 4
	return reg.Reg[Slot](first + size*(n-1))
}

// SlotShift is the shift of the slot in SlotsCommand.
const SlotShift = 8

// Commands. The operations of a slot are added: its state, and its indicators.
const (
	PowerAlone    = 1
	EnableSlot    = 2
	DisableSlot   = 3
	PowerLEDOn    = 1 << 2
	PowerLEDBlink = 2 << 2
	PowerLEDOff   = 3 << 2
	AttentionOn   = 1 << 4
	AttentionLED  = 2 << 4 // blinks
	AttentionOff  = 3 << 4
)

// SlotLayout is the content of SlotsConfig: the number of slots, the device number of the first one, and
// more.
type SlotLayout uint32

// Count returns the number of slots, and First the device number of the first one.
func (l SlotLayout) Count() int { return int(l & 0x1f) }

// First returns the device number of the first slot. The others follow.
func (l SlotLayout) First() int { return int(l >> 8 & 0x1f) }

// SlotResult is the content of SlotsStatus.
type SlotResult uint16

// Bits of SlotsStatus.
//
//qgraph:bits
const (
	SlotsBusy      SlotResult = 1 << 0 // "Controller Busy"
	LatchOpen      SlotResult = 1 << 1 // "MRL Open": the command's slot is open
	InvalidCommand SlotResult = 1 << 2 // "Invalid Command"
	InvalidSpeed   SlotResult = 1 << 3 // "Invalid Speed/Mode"
)

// Slot is the content of a slot's register. The lowest bits are those of a command. An event's flag is
// cleared by a 1.
type Slot uint32

// Bits of a slot's register.
//
//qgraph:bits
const (
	SlotOpen        Slot = 1 << 8  // "MRL Sensor"
	SlotEmpty       Slot = 3 << 10 // "PRSNT1#/PRSNT2#": no card
	PresenceChanged Slot = 1 << 16 // "Card Presence Change Detected"
	ButtonPressed   Slot = 1 << 18 // "Attention Button Press Detected"
	LatchMoved      Slot = 1 << 19 // "MRL Sensor Change Detected"
)

// SlotState are the bits of a slot's register that a command sets.
const SlotState Slot = 0x3f
