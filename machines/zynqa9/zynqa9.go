package zynqa9

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/cadencespi"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/serial/cadenceuart"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/xilinx-zynq-a9")

// Register adds the machine, its SD host controller and its SPI controller.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff())
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, append(mptimer.Parts(board.Controller{Type: "a9mpcore_priv", Inside: "gic"}, 0xf8f0_0000, 64),
		cfi.AMDPart("NOR flash", 0xe200_0000, cfi.Layout{Width: 1, Chips: 1, Blocks: cfi.Uniform(512, 128<<10), ID: []uint16{0x66, 0x22}}),
		board.Part{Kind: cadenceuart.Kind, Name: "UART0", Base: 0xe000_0000, Lines: board.Controller{Type: "a9mpcore_priv"}.Lines(27)})...)
	graph.Contains(g, Machine, sdhci.GenericDriver, newSDHCI, sd.CardBySlot())
	graph.Contains(g, Machine, cadencespi.Driver, newSPI)
}

// newSPI declares SPI 0 (UG585, chapter 17 "SPI Controller").
func newSPI(_ context.Context, m *guest.Machine) (*cadencespi.Controller, error) {
	return cadencespi.New(m, guest.Peripheral{Base: 0xe0006000, Lines: guest.Controller{Path: "gic"}.Lines(26)}), nil
}

// newMachine does not use the first MiB, where a Zynq may have on-chip memory.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

// newSDHCI declares SDIO 0 (UG585, chapter 13 "SD/SDIO Controller"), whose
// interrupt ID 56 is SPI 24. The capabilities do not have the base clock: software
// selects it in the SLCR. The interrupt controller has no stable QOM path; QEMU
// finds it by the last element of the path.
func newSDHCI(ctx context.Context, m *guest.Machine) (*sdhci.MemoryMapped, error) {
	return sdhci.NewMemoryMapped(ctx, m,
		guest.Peripheral{
			Base:  0xe0100000,
			Lines: guest.Controller{Path: "gic"}.Lines(24),
		},
		sdhci.Model{
			Version:      0x2401,
			Capabilities: 0x69ec0080,
		})
}
