package memhotplug

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the registers.
var Driver = graph.NewDriver[*Device]("acpi-memory-hotplug")

// The ports of the registers.
const (
	base = 0xa00
	size = 0x18
)

// The registers of the selected slot. Some have another meaning when they are written.
const (
	Selector       reg.Reg[uint32] = 0x00 // write
	AddressLow     reg.Reg[uint32] = 0x00 // read
	AddressHigh    reg.Reg[uint32] = 0x04 // read
	OSTEvent       reg.Reg[uint32] = 0x04 // write
	SizeLow        reg.Reg[uint32] = 0x08 // read
	OSTStatus      reg.Reg[uint32] = 0x08 // write: reports event and status
	SizeHigh       reg.Reg[uint32] = 0x0c
	Proximity      reg.Reg[uint32] = 0x10
	StatusRegister reg.Reg[Status] = 0x14 // read
	ControlBits    reg.Reg[Status] = 0x14 // write
)

// Status is a slot's state when it is read, and clears or begins something when it is written.
type Status uint8

// The bits.
//
//qgraph:bits
const (
	Enabled Status = 1 << 0
	Insert  Status = 1 << 1 // event; a write clears it
	Remove  Status = 1 << 2 // event; a write clears it
	Eject   Status = 1 << 3 // write: take the module out
)

// Device is the registers.
type Device struct {
	Machine *guest.Machine
	Regs    reg.Space
}

// New returns the registers of a PC that has memory slots (-m slots=).
func New(_ context.Context, m *guest.Machine) (*Device, error) {
	return &Device{m, m.Ports(base, size)}, nil
}
