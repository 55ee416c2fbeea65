package smdkc210

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/exynosi2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/serial/exynosuart"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/smdkc210")

// Register adds the machine and its SD host controller.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff())
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, parts()...)
	graph.Contains(g, Machine, sdhci.GenericDriver, newSDHCI, sd.CardBySlot())
}

// parts are those with an address of their own.
func parts() []board.Part {
	combiner, gic := board.Controller{Path: "/machine/soc/int-combiner"}, board.Controller{Path: "/machine/soc/a9mpcore/gic"}
	return append(mptimer.Parts(gic, 0x1050_0000, 64),
		board.Part{Kind: exynosuart.Kind, Name: "UART0", Base: 0x1380_0000, Lines: combiner.Lines(208)},
		board.Part{Kind: exynosi2c.Kind, Name: "I2C for HDMI", Base: 0x138e_0000, Lines: combiner.Lines(129)})
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x40000000, Size: 64 << 20}), nil
}

// newSDHCI declares HSMMC0, whose interrupt is SPI 73. The capabilities do not
// have the base clock: software selects it in the chip's clock controller.
func newSDHCI(ctx context.Context, m *guest.Machine) (*sdhci.MemoryMapped, error) {
	return sdhci.NewMemoryMapped(ctx, m,
		guest.Peripheral{
			Base:  0x12510000,
			Lines: guest.Controller{Path: "/machine/soc/ext-gic"}.Lines(73),
		},
		sdhci.Model{
			Version:      0x2401,
			Capabilities: 0x05e80080,
		})
}
