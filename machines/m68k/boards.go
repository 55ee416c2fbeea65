package m68k

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
	"github.com/qgraph/qgraph/libqos/device/serial/escc"
	"github.com/qgraph/qgraph/libqos/device/serial/goldfishtty"
	"github.com/qgraph/qgraph/libqos/device/serial/mcfuart"
)

// The interrupt controllers.
var (
	mcfintc      = board.Controller{Type: "mcf-intc"}
	nextpc       = board.Controller{Type: "next-pc"}
	goldfishpic  = board.Controller{Type: "goldfish_pic", Nth: 3}
	goldfishpic6 = board.Controller{Type: "goldfish_pic", Nth: 2}
)

// virt are the parts of the virtual platform (QEMU 11.1, docs/system/m68k/virt.rst).
func virt() []board.Part {
	return []board.Part{
		{Kind: goldfishtty.Kind, Name: "UART0", Base: 0xff00_8000, Order: binary.BigEndian, Lines: goldfishpic.Lines(31)},
		{Kind: goldfishrtc.Kind, Name: "RTC0", Base: 0xff00_6000, Order: binary.BigEndian, Lines: goldfishpic6.Lines(0)},
		{Kind: goldfishrtc.Kind, Name: "RTC1", Base: 0xff00_7000, Order: binary.BigEndian, Lines: goldfishpic6.Lines(1)},
	}
}

// arnewsh are the parts of the Arnewsh 5206, whose processor, an MCF5206, has its parts at one base, MBAR (MCF5206 User's
// Manual, MCF5206UM, chapter 11 "UART Modules": at 140h and 180h). QEMU has one region there for all of them.
func arnewsh() []board.Part {
	const mbar = 0x1000_0000
	uart := func(kind board.Kind, name, path string, offset uint64) board.Part {
		return board.Part{
			Kind: kind, Name: name, Base: mbar + offset, Lines: board.Direct(1),
			Region: board.Region{Name: "mbar", First: mbar}, Path: path,
		}
	}
	return []board.Part{
		uart(mcfuart.Kind, "UART1", "/machine/unattached/device[2]", 0x140),
		uart(mcfuart.SecondKind, "UART2", "/machine/unattached/device[3]", 0x180),
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "m68k/an5206", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: arnewsh()},
	{Name: "m68k/mcf5208evb", RAM: guest.RAM{Base: 0x4000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: mcfuart.Kind, Name: "UART0", Base: 0xfc06_0000, Lines: mcfintc.Lines(26)}}},
	{Name: "m68k/next-cube", RAM: guest.RAM{Base: 0x400_0000, Size: 64 * board.MiB}, Parts: []board.Part{{Kind: escc.Kind, Name: "channel A", Base: 0x211_8001, Stride: 2, Lines: nextpc.Lines(7, 11)}}},
	{Name: "m68k/q800", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: escc.Kind, Name: "channel A", Base: 0x5000_c022, Stride: 4}}},
	{Name: "m68k/virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: virt()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
