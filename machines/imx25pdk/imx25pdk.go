package imx25pdk

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/imxi2c"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/imx25-pdk")

// i2c1 is the address of the first of three I²C controllers (IMX25RM, chapter
// "Memory Map"); QEMU calls its bus i2c-bus.0, and puts nothing on it.
const i2c1 = 0x43f80000

// Register adds the machine and the I²C controller in it.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine)
	graph.Contains(g, Machine, imxi2c.Driver, newI2C)
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x80000000, Size: 128 << 20}), nil
}

func newI2C(_ context.Context, m *guest.Machine) (*imxi2c.Controller, error) {
	return imxi2c.New(m.Window(i2c1, binary.LittleEndian), m), nil
}
