package powerpc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/mpci2c"
	"github.com/qgraph/qgraph/libqos/board/ppc4xxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	isai8259 = board.Controller{Type: "isa-i8259", Where: "master"}
	ppcuic   = board.Controller{Type: "ppc-uic"}
	pic      = board.Controller{Path: "/machine/pic"}
	ppcuic2  = board.Controller{Type: "ppc-uic", Nth: 1}
)

// e500 are the parts of several boards.
func e500() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0xf_e000_4500, Lines: pic.Lines(42)},
		{Kind: mpci2c.Kind, Name: "I2C1", Base: 0xf_e000_3000, Lines: pic.Lines(43), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "ppc/amigaone", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: ns16550.ISAKind, Name: "COM1", Base: 0xfe00_03f8, Lines: isai8259.Lines(4)}}},
	{Name: "ppc/bamboo", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xef60_0300, Lines: ppcuic.Lines(0)}}},
	{Name: "ppc/mpc8544ds", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0xe000_4500, Lines: pic.Lines(42)},
		{Kind: mpci2c.Kind, Name: "I2C1", Base: 0xe000_3000, Lines: pic.Lines(43)},
	}},
	{Name: "ppc/ppce500", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: e500()},
	{Name: "ppc/sam460ex", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x4_ef60_0300, Lines: ppcuic2.Lines(1)},
		{Kind: ppc4xxi2c.Kind, Name: "IIC1", Base: 0x4_ef60_0800, Lines: ppcuic.Lines(3)},
	}},
	{Name: "ppc64/ppce500", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: e500()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
