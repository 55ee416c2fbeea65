package isapc

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("x86_64/isapc")

// Register adds the machine and its bus.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.X86Firmware(128<<10), graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "TCG doesn't support requested feature: .*\\.vme",
		Why: "The machine's 486 has a feature that QEMU does not emulate, and no processor runs.",
	}))
	graph.ProducesItself(g, Machine, guest.Interface)
	graph.Contains(g, Machine, isa.BridgeDriver, isa.NewBridge, graph.Provides(isa.Speaker, isa.KeyboardController, isa.SystemControlPort, isa.DMA, isa.FloppyController, isa.IDE))
	graph.Contains(g, Machine, fwcfg.IODriver, fwcfg.NewPorts)
	board.Contains(g, Machine, board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x3f8, Ports: true, Lines: board.Controller{Type: "isa-i8259", Where: "master"}.Lines(4)})
}

// newMachine does not use the first MiB of QEMU's default of 128 MiB: it has holes.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}
