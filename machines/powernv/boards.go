package powernv

import (
	"encoding/binary"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/board/pnvspi"
	"github.com/qgraph/qgraph/libqos/board/xscom"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// chip are the processor chips, by the window of the first.
func chip(m xscom.Map) board.Part {
	return board.Part{Kind: m.Kind(), Name: "XSCOM", Base: m.Address(0, 0), Behind: m.Chips}
}

// behind is a part of the first chip whose registers have consecutive addresses from there on.
func behind(m xscom.Map, kind board.Kind, name string, scom uint32) board.Part {
	return board.Part{Kind: kind, Name: name, Base: m.Address(0, scom), Order: binary.BigEndian, Stride: 8, Behind: m.Chips}
}

// i2c is a controller with one of its ports.
func i2c(m xscom.Map, name string, p pnvi2c.Place) board.Part {
	return behind(m, p.Kind(), name, pnvi2c.SCOM(p.Engine))
}

// com1 is the serial port behind the chip's LPC controller.
func com1(lpc string) board.Part {
	return board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x6_0300_d001_03f8, Behind: lpc}
}

// seeprom is the SPI master of the serial EEPROM with the vital product data (hostboot, src/usr/spi/README.md).
const seeprom = 2

// power10 are the parts of POWER10, and of POWER11, with those of a board.
func power10(m xscom.Map, own ...board.Part) []board.Part {
	spi := behind(m, pnvspi.Kind, "SPIM2", pnvspi.SCOM(seeprom))
	spi.Tests = []graph.EdgeOption{graph.SlowBeside("ppc64/powernv10")}
	return slices.Concat([]board.Part{com1("pnv-lpc-POWER10"), chip(m), spi}, own)
}

// boards is the table of boards. Rainier has chips on port 1 of its third I²C controller: the commits "ppc/pnv: Add pca9552 to
// powernv10-rainier for PCIe hotplug power control" and "ppc/pnv: Add a pca9554 I2C device to powernv10-rainier" of QEMU.
var boards = []board.Board{
	{Name: "ppc64/powernv10", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: power10(xscom.POWER10, i2c(xscom.POWER10, "I2CM0", pnvi2c.Place{Engine: 0}))},
	{Name: "ppc64/powernv10-rainier", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: power10(xscom.POWER10, i2c(xscom.POWER10, "I2CM2", pnvi2c.Place{Engine: 2, Port: 1}))},
	{Name: "ppc64/powernv11", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: power10(xscom.POWER11, i2c(xscom.POWER11, "I2CM1", pnvi2c.Place{Engine: 1}))},
	{Name: "ppc64/powernv8", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: []board.Part{chip(xscom.POWER8)}},
	{Name: "ppc64/powernv9", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: []board.Part{
		com1("pnv-lpc-POWER9"), chip(xscom.POWER9), i2c(xscom.POWER9, "I2CM3", pnvi2c.Place{Engine: 3, Port: 1}),
	}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
