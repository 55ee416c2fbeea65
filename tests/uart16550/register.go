package uart16550

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Register adds the tests. A board or two for each byte order and each distance of registers
// stand for the others.
func Register(g *graph.Graph) {
	some := graph.SlowBeside("x86_64/pc", "arm/ast2600-evb", "mips/malta", "riscv64/virt", "ppc/ppce500", "or1k/or1k-sim")
	graph.Test(g, "16550-tests/fifo", ns16550.Interface, fifo, some, graph.Requires(graph.SteppedClock))
	graph.Test(g, "16550-tests/modem", ns16550.Interface, modem, some, graph.Known(quiet()))
}

// quiet is the deviation of changes in loopback.
func quiet() graph.Deviation {
	return graph.Deviates("16550-modem-changes-in-loopback", graph.Deviation{
		In:     []graph.Place{{Test: "16550-tests/modem", Step: "changes in loopback"}},
		Does:   "In loopback a change of a modem control output sets no delta bit in the modem status register.",
		Says:   "In loopback the modem control interrupts work, with the four outputs in place of the four inputs.",
		Clause: graph.NewClause("TL16C550C, TI SLLS177I, section \"Modem Control Register\""),
	})
}
