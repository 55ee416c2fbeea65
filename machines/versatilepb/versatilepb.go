package versatilepb

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
	"github.com/qgraph/qgraph/libqos/device/input/pl050"
	"github.com/qgraph/qgraph/libqos/device/interrupt/pl190"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/versatilepb")

// sound is the backend of the board's audio codec.
var sound = graph.NewHandle("sound")

// Register adds the machine and its parts.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff(),
		graph.Define(sound, audio.Silent()), graph.Props(graph.Prop{Name: "audiodev", Value: graph.Ref(sound)}))
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, parts()...)
}

// secondary is the secondary interrupt controller.
var secondary = board.Controller{Type: "versatilepb_sic"}

// parts are those of chapter 4 "Programmer's Reference".
func parts() []board.Part {
	vic := board.Controller{Type: "pl190"}
	all := []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x101f_1000, Lines: vic.Lines(12)},
		{Kind: dualtimer.SP804Kind(time.Microsecond), Name: "Timer01", Base: 0x101e_2000, Lines: vic.Lines(4)},
		{Kind: dualtimer.SP804Kind(time.Microsecond), Name: "Timer23", Base: 0x101e_3000, Lines: vic.Lines(5)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x101e_8000, Lines: vic.Lines(10)},
		{Kind: pl061.Kind, Name: "GPIO0", Base: 0x101e_4000, Lines: vic.Lines(6)},
		{Kind: pl190.Kind, Name: "Primary interrupt controller", Base: 0x1014_0000, Lines: board.Direct(2)},
		{Kind: pl050.KeyboardKind, Name: "KMI0", Base: 0x1000_6000, Lines: secondary.Lines(3)},
		{Kind: pl050.MouseKind, Name: "KMI1", Base: 0x1000_7000, Lines: secondary.Lines(4)},
		{Kind: pl181.Kind, Name: "MCI0", Base: 0x1000_5000, Lines: secondary.Lines(22, 1)},
		{Kind: pl181.EmptyKind(), Name: "MCI1", Base: 0x1000_b000, Lines: secondary.Lines(23, 2)},
		{Kind: sbcon.Kind, Name: "Serial bus interface", Base: 0x1000_2000},
		smc91c111.Part(0x1001_0000, secondary.Lines(25)),
	}
	for i := range all {
		all[i].Needs = append(all[i].Needs, graph.Since("8.2", "the property audiodev of boards with a codec"))
	}
	return all
}

// newMachine does not use the first MiB, where the vectors of the CPU are.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 63 << 20}), nil
}
