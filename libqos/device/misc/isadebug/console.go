package isadebug

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// ConsoleDriver is the node of the console.
var ConsoleDriver = graph.NewDriver[*Console]("isa-debugcon")

// Chardev is the far end of the console.
var Chardev = chardev.Chardev("chardev")

// The usual port of the console, which is also the value that it reads, and the port that
// firmware uses.
const (
	UsualPort    = 0xe9
	FirmwarePort = 0x402
)

// Character is the only register of a console.
const Character reg.Reg[uint8] = 0x00

// Console is the console at its usual port.
type Console struct {
	Regs reg.Space

	bus *isa.Bus
}

// NewConsole returns the console of an ISA bus.
func NewConsole(_ context.Context, bus *isa.Bus) (*Console, error) {
	c := &Console{bus: bus}
	c.Regs = c.At(UsualPort)
	return c, nil
}

// At returns the register of a console that has another port.
func (c *Console) At(port uint16) reg.Space { return c.bus.Ports(port, 1) }
