package mips

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	rc4030          = board.Controller{Type: "rc4030"}
	isai8259        = board.Controller{Type: "isa-i8259", Where: "master"}
	gic             = board.Controller{Path: "/machine/cps/gic"}
	loongsonliointc = board.Controller{Type: "loongson.liointc"}
)

// jazz are the parts of several boards.
func jazz() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x8000_6000, Lines: rc4030.Lines(8)},
	}
}

// malta are the parts of several boards.
func malta() []board.Part {
	return []board.Part{
		{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x1000_03f8, Lines: isai8259.Lines(4)},
	}
}

// loongson3 are the parts of the virtual platform (QEMU 11.1, docs/system/target-mips.rst).
func loongson3() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x1fe0_01e0, Lines: loongsonliointc.Lines(0)},
		{Kind: goldfishrtc.Kind, Name: "RTC", Base: 0x1008_1000, Lines: loongsonliointc.Lines(1)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "mips64/magnum", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: jazz()},
	{Name: "mips64/malta", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: malta()},
	{Name: "mips64/pica61", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: jazz()},
	{Name: "mips64el/boston", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x17ff_e000, Stride: 4, Lines: gic.Lines(3)}}},
	{Name: "mips64el/fuloong2e", RAM: guest.RAM{Base: 0, Size: 256 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x1ff0_03f8, Lines: isai8259.Lines(4)}}},
	{Name: "mips64el/loongson3-virt", RAM: guest.RAM{Base: 0x8000_0000, Size: 1600 * board.MiB}, Parts: loongson3()},
	{Name: "mips64el/magnum", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: jazz()},
	{Name: "mips64el/malta", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: malta()},
	{Name: "mips64el/pica61", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: jazz()},
	{Name: "mipsel/malta", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: malta()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
