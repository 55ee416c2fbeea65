package openrisc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	or1200or1kcpu = board.Controller{Type: "or1200-or1k-cpu", Inputs: "IRQ"}
)

// or1k are the parts of several boards.
func or1k() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x9000_0000, Lines: or1200or1kcpu.Lines(2)},
	}
}

// virt are the parts of the virtual platform (QEMU 11.1, docs/system/openrisc/virt.rst, "Supported devices").
func virt() []board.Part {
	return append(or1k(), board.Part{Kind: goldfishrtc.Kind, Name: "RTC", Base: 0x9600_5000, Lines: or1200or1kcpu.Lines(3)})
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "or1k/or1k-sim", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: or1k()},
	{Name: "or1k/virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: virt()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
