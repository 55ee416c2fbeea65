package xtensa

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// xtfpga are the parts of several boards.
func xtfpga() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0xfd05_0020, Stride: 4, Lines: board.Direct(1)},
	}
}

// xtfpgaNoMMU are the parts of several boards.
func xtfpgaNoMMU() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x7d05_0020, Stride: 4, Lines: board.Direct(1)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "xtensa/kc705", RAM: guest.RAM{Base: 0, Size: 896 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensa/kc705-nommu", RAM: guest.RAM{Base: 0x6000_0000, Size: 256 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensa/lx200", RAM: guest.RAM{Base: 0, Size: 96 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensa/lx200-nommu", RAM: guest.RAM{Base: 0x6000_0000, Size: 96 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensa/lx60", RAM: guest.RAM{Base: 0, Size: 64 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensa/lx60-nommu", RAM: guest.RAM{Base: 0x6000_0000, Size: 64 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensa/ml605", RAM: guest.RAM{Base: 0, Size: 384 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensa/ml605-nommu", RAM: guest.RAM{Base: 0x6000_0000, Size: 256 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensaeb/kc705", RAM: guest.RAM{Base: 0, Size: 896 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensaeb/kc705-nommu", RAM: guest.RAM{Base: 0, Size: 256 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensaeb/lx200", RAM: guest.RAM{Base: 0, Size: 96 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensaeb/lx200-nommu", RAM: guest.RAM{Base: 0, Size: 96 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensaeb/lx60", RAM: guest.RAM{Base: 0, Size: 64 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensaeb/lx60-nommu", RAM: guest.RAM{Base: 0, Size: 64 * board.MiB}, Parts: xtfpgaNoMMU()},
	{Name: "xtensaeb/ml605", RAM: guest.RAM{Base: 0, Size: 384 * board.MiB}, Parts: xtfpga()},
	{Name: "xtensaeb/ml605-nommu", RAM: guest.RAM{Base: 0, Size: 256 * board.MiB}, Parts: xtfpgaNoMMU()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
