package eepro100

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers, in both BARs (the 8255x manual, section 6.3 "Control/Status Registers").
const (
	SCBStatus  reg.Reg[UnitStatus] = 0x00
	SCBCauses  reg.Reg[Causes]     = 0x01 // written ones clear
	SCBCommand reg.Reg[uint8]      = 0x02 // CUC in bits 7:4, RUC in bits 2:0; zero once accepted
	SCBMask    reg.Reg[Mask]       = 0x03
	SCBPointer reg.Reg[uint32]     = 0x04 // general pointer
	PORT       reg.Reg[uint32]     = 0x08
	EEPROM     reg.Reg[Wires]      = 0x0e // EEPROM control
	MDI        reg.Reg[uint32]     = 0x10
)

// UnitStatus is the lower byte of the SCB status word (section 6.3.2.1 "SCB Status Word").
type UnitStatus uint8

// CommandUnit returns the state of the command unit.
func (s UnitStatus) CommandUnit() CommandState { return CommandState(s >> 6) }

// ReceiveUnit returns the state of the receive unit.
func (s UnitStatus) ReceiveUnit() ReceiveState { return ReceiveState(s >> 2 & 0xf) }

// CommandState is a state of the command unit, CUS.
type CommandState uint8

// States of the command unit.
const (
	CommandIdle      CommandState = 0
	CommandSuspended CommandState = 1
	CommandActive    CommandState = 2 // "LPQ active"
)

// ReceiveState is a state of the receive unit, RUS.
type ReceiveState uint8

// States of the receive unit.
const (
	ReceiveIdle        ReceiveState = 0
	ReceiveSuspended   ReceiveState = 1
	ReceiveNoResources ReceiveState = 2
	ReceiveReady       ReceiveState = 4
)

// Causes is the upper byte of the SCB status word.
type Causes uint8

// Causes of interrupts (section 6.3.2.1 "SCB Status Word").
//
//qgraph:bits
const (
	FCP Causes = 1 << 0 // a flow control pause was received; not of the 82557
	SWI Causes = 1 << 2 // software asked for it
	MDX Causes = 1 << 3 // "MDI": an MDI access has ended
	RNR Causes = 1 << 4 // the receive unit left the ready state
	CNA Causes = 1 << 5 // the command unit left the active state
	FR  Causes = 1 << 6 // a frame was received
	CX  Causes = 1 << 7 // a command with the I bit was executed
)

// Mask is the upper byte of the SCB command word.
type Mask uint8

// Bits of the mask (section 6.3.2.2 "SCB Command Word"). Those of the single causes are
// reserved in the 82557.
//
//qgraph:bits
const (
	MaskAll Mask = 1 << 0 // "M"
	AskSWI  Mask = 1 << 1 // "SI"; reads as zero
	MaskFCP Mask = 1 << 2
	MaskER  Mask = 1 << 3
	MaskRNR Mask = 1 << 4
	MaskCNA Mask = 1 << 5
	MaskFR  Mask = 1 << 6
	MaskCX  Mask = 1 << 7
)

// Commands to the units, for the SCB command byte (section 6.3.2.2 "SCB Command Word").
const (
	CUStart      uint8 = 0x10
	CUResume     uint8 = 0x20
	CULoadDump   uint8 = 0x40 // address of the counters
	CUDump       uint8 = 0x50
	CULoadBase   uint8 = 0x60
	CUDumpReset  uint8 = 0x70
	RUStart      uint8 = 0x01
	RUResume     uint8 = 0x02
	RUAbort      uint8 = 0x04
	RULoadBase   uint8 = 0x06
	commandsMask uint8 = 0xf7
)

// Functions of PORT, in bits 3:0 beside an address (section 6.3.3 "PORT Interface").
const (
	PortReset     uint32 = 0
	PortSelfTest  uint32 = 1
	PortSelective uint32 = 2
)

// Wires is the EEPROM control register (section 6.3.4 "EEPROM Control Register").
type Wires uint16

// Bits of the EEPROM control register.
//
//qgraph:bits
const (
	EESK Wires = 1 << 0
	EECS Wires = 1 << 1
	EEDI Wires = 1 << 2
	EEDO Wires = 1 << 3
)

// Bits and fields of MDI (section 6.3.5 "MDI Control Register").
const (
	mdiWrite     uint32 = 1 << 26
	mdiRead      uint32 = 2 << 26
	mdiReady     uint32 = 1 << 28
	MDIInterrupt uint32 = 1 << 29
)

// PHYAddress is the address of the PHY.
const PHYAddress = 1
