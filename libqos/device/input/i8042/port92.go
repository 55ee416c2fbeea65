package i8042

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Port92Driver is the node of system control port A, which is a faster way to the controller's gate and reset.
var Port92Driver = graph.NewDriver[*Port92]("port92")

// systemPort is its port.
const systemPort = 0x92

// SystemControl is its register.
const SystemControl reg.Reg[System92] = 0

// System92 is the content of system control port A.
type System92 uint8

// Bits of the port (IBM Personal System/2 Hardware Interface Technical Reference, section "System Control
// Port A (Hex 0092)").
//
//qgraph:bits
const (
	HotReset      System92 = 1 << 0 // "Alternate hot reset": setting it resets the processor
	AlternateA20  System92 = 1 << 1 // "Alternate gate A20"
	SecurityLatch System92 = 1 << 3
	ActivityLight System92 = 3 << 6
)

// Port92 is the port.
type Port92 struct {
	Regs reg.Space

	bus *isa.Bus
}

// NewPort92 returns the port of an ISA bus.
func NewPort92(_ context.Context, bus *isa.Bus) (*Port92, error) {
	return &Port92{bus.Ports(systemPort, 1), bus}, nil
}

// Machine returns the port's machine.
func (p *Port92) Machine() *guest.Machine { return p.bus.Machine() }
