package xlnxzcu102

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
	"github.com/qgraph/qgraph/libqos/device/serial/cadenceuart"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("aarch64/xlnx-zcu102")

// Register adds the machine and its SD host controller. Without -audio, QEMU
// looks for a sound system on the host, for the machine's DisplayPort.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff(), graph.Before(graph.Option{Flag: "-audio", Type: "none"}),
		graph.Allows(graph.Complaint{
			Kind: graph.GuestError, Text: "efuse-ctrl - eFuse write error: Array write-locked", Why: "QEMU itself writes the fuses when it makes the board.",
		}))
	graph.ProducesItself(g, Machine, guest.Interface)
	gic := board.Controller{Path: "/machine/soc/gic"}
	board.Contains(g, Machine,
		board.Part{Kind: cadenceuart.Kind, Name: "UART0", Base: 0xff00_0000, Lines: gic.Lines(21)},
		board.Part{Kind: zynqcan.Kind, Name: "CAN0", Base: 0xff06_0000, Lines: gic.Lines(23)},
		board.Part{Kind: zynqcan.Kind, Name: "CAN1", Base: 0xff07_0000, Lines: gic.Lines(24), Tests: []graph.EdgeOption{graph.SlowBut("xlnx.zynqmp-can-tests/interrupts")}},
	)
	slot.Offer(g, Machine, slot.AUX)
	graph.Contains(g, Machine, sdhci.GenericDriver, newSDHCI, sd.CardBySlot())
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

// newSDHCI declares SD 0 (UG1085, chapter 26 "SD/SDIO/eMMC Controller"), whose
// interrupt ID 80 is SPI 48.
func newSDHCI(ctx context.Context, m *guest.Machine) (*sdhci.MemoryMapped, error) {
	return sdhci.NewMemoryMapped(ctx, m,
		guest.Peripheral{
			Base:  0xff160000,
			Lines: guest.Controller{Path: "/machine/soc/gic"}.Lines(48),
		},
		sdhci.Model{
			Version:      0x2402,
			Capabilities: 0x2807_37ec6481,
		})
}
