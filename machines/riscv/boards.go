package riscv

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/serial/ibexuart"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/shaktiuart"
	"github.com/qgraph/qgraph/libqos/device/serial/sifiveuart"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/libqos/device/watchdog/sifiveaon"
)

// The interrupt controllers.
var (
	plic            = board.Controller{Path: "/machine/soc/plic"}
	riscvsifiveplic = board.Controller{Type: "riscv.sifive.plic"}
	riscvaplic      = board.Controller{Type: "riscv.aplic"}
)

// sifiveE are the parts of several boards.
func sifiveE() []board.Part {
	return []board.Part{
		{Kind: sifiveuart.Kind, Name: "UART0", Base: 0x1001_3000, Lines: riscvsifiveplic.Lines(3)},
		{Kind: sifiveaon.Kind, Name: "AON", Base: 0x1000_0000, Lines: riscvsifiveplic.Lines(1)},
	}
}

// sifiveU are the parts of several boards.
func sifiveU() []board.Part {
	return []board.Part{
		{Kind: sifiveuart.Kind, Name: "UART0", Base: 0x1001_0000, Lines: riscvsifiveplic.Lines(4)},
	}
}

// emmcSD is the controller of the PolarFire SoC, Cadence's: the registers of the standard are 200h behind its own
// (PolarFire SoC register map, module MMC).
var emmcSD = sdhci.Kind(sdhci.Model{Version: 0x2401, Capabilities: 0x0578_34b4}, sd.CardBySlot())

// boards is the table of boards.
var boards = []board.Board{
	{Name: "riscv32/opentitan", RAM: guest.RAM{Base: 0x1000_0000, Size: 128 * board.KiB}, Parts: []board.Part{{Kind: ibexuart.Kind, Name: "UART0", Base: 0x4000_0000, Lines: plic.Lines(1, 2, 3, 4)}}},
	{Name: "riscv32/sifive_e", RAM: guest.RAM{Base: 0x8000_0000, Size: 16 * board.KiB}, Parts: sifiveE()},
	{Name: "riscv32/sifive_u", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: sifiveU()},
	{Name: "riscv64/boston-aia", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x17ff_e000, Stride: 4, Lines: riscvaplic.Lines(4)}}},
	{Name: "riscv64/k230", RAM: guest.RAM{Base: 0, Size: 2 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x9140_0000, Stride: 4, Lines: riscvsifiveplic.Lines(16)}}},
	{Name: "riscv64/microchip-icicle-kit", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x2000_0000, Stride: 4, Lines: riscvsifiveplic.Lines(90)},
		{Kind: emmcSD, Name: "eMMC SD", Base: 0x2000_8200, Lines: riscvsifiveplic.Lines(88)},
	}},
	{Name: "riscv64/shakti_c", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: shaktiuart.Kind, Name: "UART0", Base: 0x1_1300}}},
	{Name: "riscv64/sifive_e", RAM: guest.RAM{Base: 0x8000_0000, Size: 16 * board.KiB}, Parts: sifiveE()},
	{Name: "riscv64/sifive_u", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: sifiveU()},
	{Name: "riscv64/tt-atlantis", RAM: guest.RAM{Base: 0x1_0000_0000, Size: 4 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xd411_0000, Stride: 4, Lines: riscvaplic.Lines(39)}}},
	{Name: "riscv64/xiangshan-kunminghu", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x310b_0000, Stride: 4, Lines: riscvaplic.Lines(10)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) {
	board.Register(g, boards...)
	registerSPI(g)
}
