package versatilepb

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
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
	// Chapter 4 "Programmer's Reference".
	needs := []graph.EdgeOption{graph.Since("8.2", "the property audiodev of boards with a codec")}
	board.Contains(g, Machine, board.Part{
		Kind: pl011.Kind, Name: "UART0", Base: 0x101f1000, Lines: board.Controller{Type: "pl190"}.Lines(12), Needs: needs,
	}, board.Part{
		Kind: sbcon.Kind, Name: "Serial bus interface", Base: 0x10002000, Needs: needs,
	})
}

// newMachine does not use the first MiB, where the vectors of the CPU are.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 63 << 20}), nil
}
