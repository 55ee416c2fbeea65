package malta

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("mips/malta")

// Register adds the machine and its host bridge.
func Register(g *graph.Graph) {
	const why = "The board's i8259 takes no messages."
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff(), graph.RAM(128<<20), graph.Allows(
		graph.Complaint{Kind: graph.WarningMessage, Text: "MSI-X is not supported by interrupt controller", Why: why},
		graph.Complaint{Kind: graph.GuestError, Text: "^\\[vmxnet3\\]\\[WR\\].*: Failed to initialize MSI-X", Why: why},
	))
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x1000_03f8, Lines: board.Controller{Type: "isa-i8259", Where: "master"}.Lines(4)})
	graph.Contains(g, Machine, gt64120.HostDriver, newHost)
}

// newMachine uses QEMU's default of 128 MiB without the first MiB.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.BigEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

func newHost(ctx context.Context, m *guest.Machine) (*gt64120.Host, error) {
	first, second, err := isa.PICs(ctx, m)
	if err != nil {
		return nil, err
	}
	h := gt64120.NewHost(m, [2]guest.Controller{first, second})
	return h, h.Setup(ctx)
}
