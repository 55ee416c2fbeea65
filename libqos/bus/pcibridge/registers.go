package pcibridge

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Registers of the configuration space header of type 1 (PCI-to-PCI Bridge
// Architecture 1.2, section 3.2 "PCI-to-PCI Bridge Configuration Space Header
// Format"). Base and limit registers hold the upper bits of an address.
const (
	PrimaryBus            reg.Reg[uint8]          = 0x18
	SecondaryBus          reg.Reg[uint8]          = 0x19
	SubordinateBus        reg.Reg[uint8]          = 0x1a
	IOBase                reg.Reg[uint8]          = 0x1c // bits 15:12 in its bits 7:4
	IOLimit               reg.Reg[uint8]          = 0x1d
	MemoryBase            reg.Reg[uint16]         = 0x20 // bits 31:20 in its bits 15:4
	MemoryLimit           reg.Reg[uint16]         = 0x22
	PrefetchableBase      reg.Reg[uint16]         = 0x24 // as MemoryBase
	PrefetchableLimit     reg.Reg[uint16]         = 0x26
	PrefetchableBaseHigh  reg.Reg[uint32]         = 0x28 // bits 63:32
	PrefetchableLimitHigh reg.Reg[uint32]         = 0x2c
	IOBaseHigh            reg.Reg[uint16]         = 0x30 // bits 31:16
	IOLimitHigh           reg.Reg[uint16]         = 0x32
	BridgeControl         reg.Reg[Control]        = 0x3e
	SecondaryStatus       reg.Reg[pci.StatusBits] = 0x1e // bits of pci.Status, of the secondary bus
)

// Control is the Bridge Control register (section 3.2.5.18).
type Control uint16

// Bits of the Bridge Control register.
//
//qgraph:bits
const (
	ParityErrors Control = 1 << 0 // Parity Error Response Enable
	SystemErrors Control = 1 << 1 // SERR# Enable
	ISAEnable    Control = 1 << 2
	VGAEnable    Control = 1 << 3
	ResetBus     Control = 1 << 6 // Secondary Bus Reset: the devices behind the bridge are in reset while it is set
)
