package sh

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/tmu"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/scif"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
)

// clock is the frequency of the peripheral clock, in Hz: a fourth of the processor's 240 MHz.
const clock = 60_000_000

// r2d are the parts of the RTS7751R2D, which has a Silicon Motion SM501 in area 4: its registers
// are the last 2 MiB of 64, and UART 0 is at 30000h of them (SM501 Databook, "Register Spaces": the
// MMIO space). The processor's two ports, SCI and SCIF, are before it. The registers of the processor's parts are as wide as
// an access and have its byte order. QEMU does not tell whose they are, and their interrupts lead to a controller that is no
// object of the machine. The SCI is not here: in QEMU its status reads as 0, and so no program sends by it.
func r2d(order binary.ByteOrder) []board.Part {
	uart0 := uart.NewKindAfter(2, ns16550.MemoryMapped, ns16550.Model())
	return []board.Part{
		{Kind: scif.Kind, Name: "SCIF", Base: 0xffe8_0000, Order: order, Region: board.Region{Name: "scif", First: 0xffe8_0000}},
		{Kind: tmu.Kind(clock), Name: "TMU", Base: 0xffd8_0000, Order: order, Region: board.Region{Name: "timer", First: 0xffd8_0000}},
		{Kind: uart0, Name: "SM501 UART0", Base: 0x13e3_0000, Stride: 4, Lines: []board.Line{{}}},
		cfi.AMDPart("flash", 0, cfi.Layout{Width: 2, Chips: 1, Blocks: cfi.Uniform(256, 64<<10), ID: []uint16{0x01, 0x227e}}),
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "sh4/r2d", RAM: guest.RAM{Base: 0xc00_0000, Size: 64 * board.MiB}, Parts: r2d(binary.LittleEndian)},
	{Name: "sh4eb/r2d", RAM: guest.RAM{Base: 0xc00_0000, Size: 64 * board.MiB}, Parts: r2d(binary.BigEndian)},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
