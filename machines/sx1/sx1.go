package sx1

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/board/omapi2c"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/sx1")

// Register adds the machine and its I²C controller.
func Register(g *graph.Graph) {
	flash := graph.Option{Flag: "-drive", Props: []graph.Prop{graph.P("if", "pflash"), graph.P("driver", "null-co"), graph.P("size", "32M")}}
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff(flash), graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "warning: missing SecureDigital device", Why: "No path puts a card into the board's slot.",
	}))
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, board.Part{Kind: ns16550.Kind, Name: "UART1", Base: 0xfffb_0000, Stride: 4, Lines: board.Controller{Type: "omap-intc", Nth: 1}.Lines(14)})
	graph.Contains(g, Machine, omapi2c.Driver, newI2C)
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x10000000, Size: 32 << 20}), nil
}

// newI2C returns the I²C controller (SPRS197, section "MPU Public Peripherals"),
// whose interrupt is input 4 of the second-level handler (SPRS197, table "MPU Level 2
// Interrupt Mapping"); QEMU puts no device on its bus. The two handlers have no names
// in QEMU; QEMU creates the first-level one first.
func newI2C(ctx context.Context, m *guest.Machine) (*omapi2c.Controller, error) {
	handlers, err := qom.Parts(ctx, m.Monitor, "omap-intc")
	if err != nil {
		return nil, err
	}
	if len(handlers) != 2 {
		return nil, fmt.Errorf("sx1: got %d interrupt handlers, want 2", len(handlers))
	}
	return omapi2c.NewPart(m, guest.Peripheral{
		Base:  0xfffb3800,
		Lines: guest.Controller{Path: handlers[1].Path()}.Lines(4),
	}), nil
}
