package sx1

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/omapi2c"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/sx1")

// i2c is the address of the I²C controller (SPRS197, section "MPU Public
// Peripherals"); QEMU puts nothing on its bus.
const i2c = 0xfffb3800

// Register adds the machine and the I²C controller in it.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine)
	graph.Contains(g, Machine, omapi2c.Driver, newI2C)
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x10000000, Size: 32 << 20}), nil
}

func newI2C(_ context.Context, m *guest.Machine) (*omapi2c.Controller, error) {
	return omapi2c.New(m.Window(i2c, binary.LittleEndian), m), nil
}
