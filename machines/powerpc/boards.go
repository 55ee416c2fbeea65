package powerpc

import (
	"encoding/binary"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/mpci2c"
	"github.com/qgraph/qgraph/libqos/board/ppc4xxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/serial/escc"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/qtest"
)

// The interrupt controllers.
var (
	isai8259 = board.Controller{Type: "isa-i8259", Where: "master"}
	ppcuic   = board.Controller{Type: "ppc-uic"}
	pic      = board.Controller{Path: "/machine/pic"}
	ppcuic2  = board.Controller{Type: "ppc-uic", Nth: 1}
	heathrow = board.Controller{Type: "macio-oldworld", Inside: "pic"}
	openpic  = board.Controller{Type: "macio-newworld", Inside: "pic"}
)

// e500 are the parts of several boards.
func e500() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0xf_e000_4500, Lines: pic.Lines(42)},
		{Kind: mpci2c.Kind, Name: "I2C1", Base: 0xf_e000_3000, Lines: pic.Lines(43), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
		{Kind: sdhci.ESDHCKind("fsl-esdhc-be", 0x0578_34b4, sd.CardByDevice()...), Name: "eSDHC", Base: 0xf_e002_e000, Order: binary.BigEndian, Lines: pic.Lines(72), Needs: sdhci.ESDHCSince()},
	}
}

// macIO is channel A of the serial controller in a Mac's I/O controller (Macintosh Technology in the Common Hardware Reference Platform,
// "Mac I/O": at 13000h of its registers, channel B first, 10h bytes apart). Open Firmware places the controller in
// the memory of the PCI bus: at an address of the host bridge's two, for a configuration cycle and its data.
func macIO(address, data uint64, cycle, place uint64, lines []board.Line) board.Part {
	const baseAddress, command, memory = 0x10, 0x04, 1 << 1
	configure := func(register, value uint64) []board.Write {
		return []board.Write{{Addr: address, Width: qtest.Width32, Value: cycle | register}, {Addr: data + register%dataPort, Width: qtest.Width32, Value: value}}
	}
	return board.Part{
		Kind: escc.Kind, Name: "channel A", Base: place + 0x1_3020, Stride: 0x10, Lines: lines,
		Opens: slices.Concat(configure(baseAddress, place), configure(command, memory)),
	}
}

// dataPort is the size of the bridges' port for the data of a configuration cycle: a register has its own place in it.
const dataPort = 8

// newWorld are the parts of the Power Mac G4 and G5, where Uni-North selects the I/O controller by bit 12 of the address.
func newWorld(address, data uint64) []board.Part {
	return []board.Part{macIO(address, data, 1<<12, 0x8000_0000, openpic.Lines(36, 37))}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "ppc/amigaone", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: ns16550.ISAKind, Name: "COM1", Base: 0xfe00_03f8, Lines: isai8259.Lines(4)}}},
	{Name: "ppc/bamboo", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xef60_0300, Lines: ppcuic.Lines(0)}}},
	{Name: "ppc/g3beige", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{macIO(0xfec0_0000, 0xfee0_0000, 1<<31|16<<11, 0x8080_0000, heathrow.Lines(16, 15))}},
	{Name: "ppc/mac99", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: newWorld(0xf280_0000, 0xf2c0_0000)},
	{Name: "ppc/mpc8544ds", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0xe000_4500, Lines: pic.Lines(42)},
		{Kind: mpci2c.Kind, Name: "I2C1", Base: 0xe000_3000, Lines: pic.Lines(43)},
	}},
	{Name: "ppc/ppce500", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: e500()},
	{Name: "ppc/sam460ex", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x4_ef60_0300, Lines: ppcuic2.Lines(1)},
		{Kind: ppc4xxi2c.Kind, Name: "IIC1", Base: 0x4_ef60_0800, Lines: ppcuic.Lines(3)},
		{Kind: ppc4xxi2c.Kind, Name: "IIC0", Base: 0x4_ef60_0700, Lines: ppcuic.Lines(2), Tests: []graph.EdgeOption{graph.On("i2c-bus-tests/address-nack")}}, // no chip is plugged in
	}},
	{Name: "ppc64/mac99", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: newWorld(0xf080_0000, 0xf0c0_0000)},
	{Name: "ppc64/ppce500", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: e500()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
