package versatilepb

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/misc/pl011"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/versatilepb")

// sound is the backend of the board's audio codec.
var sound = graph.NewHandle("sound")

// Register adds the machine and its first serial port.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff(),
		graph.Define(sound, audio.Silent()), graph.Props(graph.Prop{Name: "audiodev", Value: graph.Ref(sound)}))
	graph.ProducesItself(g, Machine, guest.Interface)
	graph.Contains(g, Machine, pl011.Driver, newUART,
		append(pl011.FirstSerial(), graph.Since("8.2", "the property audiodev of boards with a codec"))...)
}

// newMachine does not use the first MiB, where the vectors of the CPU are.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 63 << 20}), nil
}

// newUART declares UART0 and its input of the vectored interrupt controller
// (chapter 4 "Programmer's Reference").
func newUART(ctx context.Context, m *guest.Machine) (*pl011.Device, error) {
	vic, err := qom.Part(ctx, m.Monitor, "pl190")
	if err != nil {
		return nil, fmt.Errorf("versatilepb: %w", err)
	}
	return pl011.New(m, guest.Peripheral{Base: 0x101f1000, Lines: guest.Controller{Path: vic.Path()}.Lines(12)}), nil
}
