package armsoc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/exynosi2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/serial/exynosuart"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/strongarmuart"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	apugic0      = board.Controller{Path: "/machine/xlnx-versal/apu-gic[0]"}
	rpugic4      = board.Controller{Path: "/machine/xlnx-versal/rpu-gic[4]"}
	strongarmpic = board.Controller{Type: "strongarm_pic"}
	mv88w8618pic = board.Controller{Type: "mv88w8618_pic"}
	intcombiner  = board.Controller{Path: "/machine/soc/int-combiner"}
	a9gic        = board.Controller{Path: "/machine/soc/a9mpcore/gic"}
	omapintc     = board.Controller{Type: "omap-intc", Nth: 1}
)

// versalSD is an SD host of both generations of Versal.
func versalSD(name string, base uint64, lines []board.Line) board.Part {
	return board.Part{
		Kind: sdhci.Kind(sdhci.Model{Version: 0x2402, Capabilities: 0x2807_37ec_6481}, sd.CardBySlot()), Name: name, Base: base, Lines: lines,
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/amd-versal-virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0xff00_0000, Lines: apugic0.Lines(18)},
		versalSD("SD0", 0xf104_0000, apugic0.Lines(126)),
		{Kind: canfd.Kind, Name: "CANFD0", Base: 0xff06_0000, Lines: apugic0.Lines(20)},
		{Kind: canfd.Kind, Name: "CANFD1", Base: 0xff07_0000, Lines: apugic0.Lines(21), Tests: []graph.EdgeOption{graph.SlowBut("xlnx.versal-canfd-tests/interrupts")}},
	}},
	{Name: "aarch64/amd-versal2-virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0xf192_0000, Lines: rpugic4.Lines(25)}, versalSD("SD0", 0xf104_0000, apugic0.Lines(218))}},
	{Name: "arm/collie", RAM: guest.RAM{Base: 0xc000_0000, Size: 512 * board.MiB}, Parts: []board.Part{{Kind: strongarmuart.Kind, Name: "serial port 3", Base: 0x8001_0000, Lines: strongarmpic.Lines(15)}}},
	{Name: "arm/musicpal", RAM: guest.RAM{Base: 0, Size: 32 * board.MiB}, Start: board.Silent(), Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x8000_c840, Stride: 4, Lines: mv88w8618pic.Lines(11)},
		cfi.AMDPart("flash", 0xfe00_0000, cfi.Layout{Width: 2, Chips: 1, Blocks: cfi.Uniform(128, 64<<10), ID: []uint16{0xbf, 0x236d}}),
	}},
	{Name: "arm/nuri", RAM: guest.RAM{Base: 0x4000_0000, Size: 1 * board.GiB}, Parts: append(mptimer.Parts(a9gic, 0x1050_0000, 64),
		board.Part{Kind: exynosuart.Kind, Name: "UART0", Base: 0x1380_0000, Lines: intcombiner.Lines(208)},
		board.Part{Kind: exynosi2c.Kind, Name: "I2C for HDMI", Base: 0x138e_0000, Lines: intcombiner.Lines(129)})},
	{Name: "arm/sx1-v1", RAM: guest.RAM{Base: 0x1000_0000, Size: 32 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xfffb_0000, Stride: 4, Lines: omapintc.Lines(14)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
