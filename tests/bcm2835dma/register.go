package bcm2835dma

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, known := graph.SlowBeside("aarch64/raspi3b", "arm/raspi2b"), graph.Known(deviations()...)
	graph.Test(g, "bcm2835-dma-tests/registers", bcm2835dma.Driver, registers, some, known)
	graph.Test(g, "bcm2835-dma-tests/transfers", bcm2835dma.Driver, transfers, some, known)
	graph.Test(g, "bcm2835-dma-tests/interrupts", bcm2835dma.Driver, interrupts, some)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "BCM2835 ARM Peripherals, "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "bcm2835-dma-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("bcm2835-dma-lite-unmarked", graph.Deviation{
			In:     in("registers", "lite channels"),
			Does:   "LITE is 0 in all channels.",
			Says:   "LITE is 1 in the channels with a lite engine, 7 to 14.",
			Clause: graph.NewClause(manual + `section 4.2.1.2 "Register Map", DEBUG, and section 4.5 "DMA LITE Engines"`),
		}),
		graph.Deviates("bcm2835-dma-debug-writable", graph.Deviation{
			In:     in("registers", "DEBUG"),
			Does:   "DEBUG keeps all bits that are written.",
			Says:   "Three bits of DEBUG are cleared by a written 1, and the others can only be read.",
			Clause: graph.NewClause(manual + `section 4.2.1.2 "Register Map", DEBUG`),
		}),
		graph.Deviates("bcm2835-dma-enable-of-15", graph.Deviation{
			In:     in("registers", "ENABLE"),
			Does:   "ENABLE is FFFFh after a reset.",
			Says:   "ENABLE has the channels 0 to 14, and no bit 15.",
			Clause: graph.NewClause(manual + `section 4.2.1.2 "Register Map", ENABLE`),
		}),
		graph.Deviates("bcm2835-dma-words-only", graph.Deviation{
			In:     in("transfers", "lengths"),
			Does:   "A transfer whose length is no multiple of four moves nothing, sets ERROR and stays active.",
			Says:   "The length of a transfer is in bytes.",
			Clause: graph.NewClause(manual + `section 4.2.1.2 "Register Map", TXFR_LEN`),
		}),
		graph.Deviates("bcm2835-dma-lite-two-dimensions", graph.Deviation{
			In:     in("transfers", "lite channel / two dimensions"),
			Does:   "A lite channel makes transfers of two dimensions.",
			Says:   "Lite engines have no two-dimensional transfers: TDMODE, YLENGTH and both strides are removed.",
			Clause: graph.NewClause(manual + `section 4.5 "DMA LITE Engines"`),
		}),
		graph.Deviates("bcm2835-dma-lite-length", graph.Deviation{
			In:     in("transfers", "lite channel / length"),
			Does:   "A lite channel moves more than 65536 bytes.",
			Says:   "The length of a lite engine has 16 bits.",
			Clause: graph.NewClause(manual + `section 4.5 "DMA LITE Engines"`),
		}),
	}
}
