package isadebug

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// ExitDriver is the node of the port that ends QEMU.
var ExitDriver = graph.NewDriver[*Exit]("isa-debug-exit")

// The default ports of the device, which is one register of either width.
const (
	exitPort  = 0x501
	exitPorts = 2
)

// The register: a write ends QEMU.
const (
	Byte reg.Reg[uint8]  = 0x00
	Word reg.Reg[uint16] = 0x00
)

// Exit is the device.
type Exit struct{ Regs reg.Space }

// NewExit returns the device of an ISA bus.
func NewExit(_ context.Context, bus *isa.Bus) (*Exit, error) {
	return &Exit{bus.Ports(exitPort, exitPorts)}, nil
}

// Status returns the exit status of QEMU after a value was written. The host keeps eight bits
// of it.
func Status(value uint16) int { return int(uint8(value<<1 | 1)) }
