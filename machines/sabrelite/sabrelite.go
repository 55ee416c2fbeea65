package sabrelite

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/ecspi"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/serial/imxserial"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/sabrelite")

// Register adds the machine and its SD host controller. The machine has no cards
// in its slots. An added card goes into the slot of the last controller.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff())
	graph.ProducesItself(g, Machine, guest.Interface)
	gic := board.Controller{Path: "/machine/soc/a9mpcore/gic"}
	board.Contains(g, Machine, append(mptimer.Parts(gic, 0x00a0_0000, 128),
		board.Part{Kind: imxserial.Kind, Name: "UART1", Base: 0x0202_0000, Lines: gic.Lines(26)},
		board.Part{Kind: imxi2c.Kind, Name: "I2C1", Base: 0x021a_0000, Lines: gic.Lines(36), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	)...)
	graph.Contains(g, Machine, sdhci.GenericDriver, newSDHCI, sd.CardByDevice()...)
	graph.Contains(g, Machine, ecspi.Driver, newSPI)
}

// newSPI declares ECSPI1 (IMX6DQRM, chapter 21), with the board's flash chip, which pin
// EIM_D19 selects: GPIO3_IO19.
func newSPI(_ context.Context, m *guest.Machine) (*ecspi.Controller, error) {
	return ecspi.New(m,
		guest.Peripheral{Base: 0x02008000, Lines: guest.Controller{Path: "/machine/soc/a9mpcore/gic"}.Lines(31)},
		ecspi.Pin{GPIO: 0x020a4000, Number: 19}), nil
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x10000000, Size: 128 << 20}), nil
}

// newSDHCI declares uSDHC4, the controller of the microSD slot (IMX6DQRM, chapter
// 67; its address and interrupt are in chapters 2 "Memory Maps" and 3 "Interrupts
// and DMA Events").
func newSDHCI(ctx context.Context, m *guest.Machine) (*sdhci.MemoryMapped, error) {
	return sdhci.NewMemoryMapped(ctx, m,
		guest.Peripheral{
			Base:  0x0219c000,
			Lines: guest.Controller{Path: "/machine/soc/a9mpcore/gic"}.Lines(25),
		},
		sdhci.Model{
			Version:         0x2402,
			Capabilities:    0x057834b4,
			Layout:          sdhci.USDHC,
			NoPowerControl:  true,
			NoBusyInterrupt: true,
		})
}
