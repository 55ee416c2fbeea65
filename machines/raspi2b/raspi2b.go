package raspi2b

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/bcm2835spi"
	"github.com/qgraph/qgraph/libqos/board/bsc"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/raspi2b")

// Register adds the machine and its SD host controller.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.ARMFirmware())
	graph.ProducesItself(g, Machine, guest.Interface)
	ic, since := board.Controller{Path: "/machine/soc/peripherals/ic", Inputs: "gpu-irq"}, []graph.EdgeOption{graph.Since("10.0", "the interception of inputs that have a name")}
	board.Contains(g, Machine,
		board.Part{Kind: pl011.Kind, Name: "UART0", Base: 0x3f20_1000, Lines: ic.Lines(57), Needs: since},
		board.Part{Kind: bcm2835sdhost.Kind, Name: "SDHOST", Base: 0x3f20_2000, Lines: ic.Lines(56), Needs: since},
		board.Part{Kind: bcm2835dma.Kind, Name: "DMA", Base: 0x3f00_7000, Lines: ic.Lines(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 27, 27, 27), Needs: since},
		board.Part{Kind: bsc.Kind, Name: "BSC1", Base: 0x3f80_4000, Lines: ic.Lines(53), Needs: since},
		board.Part{Kind: bcm2835spi.Kind, Name: "SPI0", Base: 0x3f20_4000, Lines: ic.Lines(54), Needs: since, Tests: []graph.EdgeOption{graph.SlowBeside("arm/raspi0")}})
	graph.Contains(g, Machine, sdhci.GenericDriver, newSDHCI, sd.CardBySlot(),
		graph.Since("10.0", "the interception of inputs that have a name")) // as the inputs of the interrupt controller do
}

// newMachine does not use the first MiB, where QEMU puts code for the waiting
// CPUs.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 63 << 20}), nil
}

// newSDHCI declares the External Mass Media Controller (BCM2835 ARM Peripherals,
// chapter 5): it moves data only by programmed I/O, and its base clock is 52 MHz.
// After power on, the card slot is connected to it, not to the other SD host.
func newSDHCI(ctx context.Context, m *guest.Machine) (*sdhci.MemoryMapped, error) {
	return sdhci.NewMemoryMapped(ctx, m,
		guest.Peripheral{
			Base:  0x3f300000,
			Lines: guest.Controller{Path: "/machine/soc/peripherals/ic", Name: "gpu-irq"}.Lines(62),
		},
		sdhci.Model{
			Version:          0x2402,
			Capabilities:     0x052134b4,
			PendingInsertion: true,
		})
}
