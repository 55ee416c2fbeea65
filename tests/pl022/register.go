package pl022

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pl022"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	with := func(more ...graph.TestOption) []graph.TestOption {
		return append(more, graph.SlowBeside("arm/mps2-an385", "arm/mps3-an536", "arm/lm3s6965evb"), graph.Known(deviations()...))
	}
	graph.Test(g, "pl022-tests/registers", pl022.Driver, registers, with()...)
	graph.Test(g, "pl022-tests/loopback", pl022.Driver, loopback, with()...)
	// The state of the lm3s6965evb cannot be loaded, because of its SD card.
	graph.Pair(g, "pl022-tests/migrate", pl022.Driver, migrate, with(graph.On("arm/mps2-an385", "arm/mps3-an536", "arm/lm3s811evb"))...)
}

// deviations are those of the port.
func deviations() []graph.Deviation {
	registers := func(step string) []graph.Place { return []graph.Place{{Test: "pl022-tests/registers", Step: step}} }
	loopback := func(step string) []graph.Place { return []graph.Place{{Test: "pl022-tests/loopback", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("pl022-no-dma", graph.Deviation{
			In:     registers("DMA"),
			Does:   "SSPDMACR reads as 0 whatever is written.",
			Says:   "TXDMAE and RXDMAE can be written.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.3.10 "DMA control register, SSPDMACR"`),
		}),
		graph.Deviates("pl022-reserved-bits", graph.Deviation{
			In:     registers("reserved bits"),
			Does:   "SSPCR0, SSPCR1 and SSPIMSC keep reserved bits.",
			Says:   "Reserved bits read as zero.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, sections 3.3.1, 3.3.2 and 3.3.6`),
		}),
		graph.Deviates("pl022-odd-divisor", graph.Deviation{
			In:     registers("odd divisor"),
			Does:   "SSPCPSR keeps an odd divisor.",
			Says:   "The least significant bit always returns zero on reads.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.3.5 "Clock prescale register, SSPCPSR"`),
		}),
		graph.Deviates("pl022-reset", graph.Deviation{
			In:     registers("a reset"),
			Does:   "A reset of the machine leaves SSPCR0, SSPCR1 and SSPCPSR as they are.",
			Says:   "A reset clears them.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.2 "Summary of PrimeCell SSP registers"`),
		}),
		graph.Deviates("pl022-line-over-reset", graph.Deviation{
			In:     registers("line after a reset"),
			Does:   "A reset of the machine clears SSPIMSC, and leaves SSPINTR asserted.",
			Says:   "SSPINTR is the OR of the masked interrupts.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.4.5 "SSPINTR"`),
		}),
		graph.Deviates("pl022-no-overrun", graph.Deviation{
			In:     loopback("overrun"),
			Does:   "A master whose receive FIFO is full sends nothing until there is room, so that none of its frames is lost.",
			Says:   "A frame that is received while the FIFO is full is lost, and interrupts.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.4.3 "SSPRORINTR"`),
		}),
		graph.Deviates("pl022-no-time-out", graph.Deviation{
			In:     loopback("time-out"),
			Does:   "There is no receive time-out.",
			Says:   "Frames that wait in the receive FIFO interrupt after 32 bit periods without another one.",
			Clause: graph.NewClause(`PrimeCell Synchronous Serial Port (PL022), ARM DDI 0194G, section 3.4.4 "SSPRTINTR"`),
		}),
	}
}
