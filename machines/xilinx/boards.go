package xilinx

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uartlite"
)

// The interrupt controllers.
var (
	xlnxxpsintc = board.Controller{Type: "xlnx.xps-intc"}
)

// microblazeV are the parts of several boards.
func microblazeV() []board.Part {
	return []board.Part{
		{Kind: uartlite.Kind, Name: "UART0", Base: 0x4060_0000, Lines: xlnxxpsintc.Lines(1)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "microblaze/petalogix-ml605", RAM: guest.RAM{Base: 0x5000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x83e0_1000, Stride: 4, Lines: xlnxxpsintc.Lines(5)}}},
	{Name: "microblaze/petalogix-s3adsp1800", RAM: guest.RAM{Base: 0x9000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: uartlite.Kind, Name: "UART0", Base: 0x8400_0000, Order: binary.BigEndian, Lines: xlnxxpsintc.Lines(3)}}},
	{Name: "ppc/virtex-ml507", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x83e0_1003, Stride: 4, Lines: xlnxxpsintc.Lines(9)}}},
	{Name: "riscv32/amd-microblaze-v-generic", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: microblazeV()},
	{Name: "riscv64/amd-microblaze-v-generic", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: microblazeV()},
}

// Register adds the boards.
func Register(g *graph.Graph) {
	board.Register(g, boards...)
	registerSPI(g)
}
