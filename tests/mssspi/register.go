package mssspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
)

// node is the name of the test.
const node = "mss-spi-tests/registers"

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, node, mssspi.Driver, registers, graph.Known(append(fifoDeviations(), deviations()...)...))
}

// guide is the source of all clauses.
const guide = "SmartFusion 2 Microcontroller Subsystem User Guide (UG0331), section "

// in returns steps of the test.
func in(steps ...string) []graph.Place {
	var places []graph.Place
	for _, s := range steps {
		places = append(places, graph.Place{Test: node, Step: s})
	}
	return places
}

// deviations are those of the registers, the interrupts and the select line.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("mss-spi-no-status8", graph.Deviation{
			In:     in("status in a byte"),
			Does:   "STAT8 reads 0.",
			Says:   "STAT8 is 44h after a reset, and has bits of STATUS.",
			Clause: graph.NewClause(guide + `13.4.3.16 "SPI Status 8 Register"`),
		}),
		graph.Deviates("mss-spi-clear-reads-back", graph.Deviation{
			In:     in("INT_CLEAR read"),
			Does:   "INT_CLEAR reads as it was written.",
			Says:   "A read of INT_CLEAR returns zeros.",
			Clause: graph.NewClause(guide + `13.4.3.4 "SPI Interrupt Clear Register (INT_CLEAR)"`),
		}),
		graph.Deviates("mss-spi-interrupt-remains", graph.Deviation{
			In:     in("receive interrupt cleared", "receive interrupt masked", "transmit interrupt cleared", "transmit interrupt masked"),
			Does:   "A bit of MIS, and the interrupt line with it, remains set when the interrupt is cleared or masked.",
			Says:   "MIS is RIS with the interrupts that CONTROL does not enable masked.",
			Clause: graph.NewClause(guide + `13.4.3.9 "SPI Masked Interrupt Status Register"`),
		}),
		graph.Deviates("mss-spi-mode-3-selection", graph.Deviation{
			In:     in("selection between frames / mode 3"),
			Does:   "In mode 3 the chip is deselected after each frame, unless SPS is set.",
			Says:   "In mode 3 the select line stays low between the frames of a burst.",
			Clause: graph.NewClause(guide + `13.2.2.3.5 "Devices Requiring Data Frame Sizes of More than 32 Bits"`),
		}),
		graph.Deviates("mss-spi-always-selected", graph.Deviation{
			In:     in("chip not selected"),
			Does:   "The chip is selected during a burst though its bit of SLAVE_SELECT is not set.",
			Says:   "A one in SLAVE_SELECT selects the chip.",
			Clause: graph.NewClause(guide + `13.4.3.8 "SPI Slave Select Register"`),
		}),
		graph.Deviates("mss-spi-frames-of-8-bits", graph.Deviation{
			In:     in("frames of 16 bits", "frames of 32 bits"),
			Does:   "A frame of 16 or 32 bits exchanges one byte, the lowest, with the chip.",
			Says:   "TXRXDF_SIZE is the number of bits that a frame shifts out and receives.",
			Clause: graph.NewClause(guide + `13.4.3.2 "SPI TxRx Data Frame Register (TXRXDF_SIZE)"`),
		}),
	}
}

// fifoDeviations are those of the FIFOs.
func fifoDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("mss-spi-no-empty-next", graph.Deviation{
			In:     in("one frame"),
			Does:   "RXFIFOEMPNXT is never set.",
			Says:   "RXFIFOEMPNXT says that the next read empties the receive FIFO.",
			Clause: graph.NewClause(guide + `13.4.3.3 "SPI Status Register (STATUS)"`),
		}),
		graph.Deviates("mss-spi-full-next-remains", graph.Deviation{
			In:     in("level that falls"),
			Does:   "RXFIFOFULNXT, once set, remains set while the receive FIFO is read.",
			Says:   "RXFIFOFULNXT says that the next frame fills the receive FIFO; no bit of STATUS is sticky.",
			Clause: graph.NewClause(guide + `13.4.3.3 "SPI Status Register (STATUS)"`),
		}),
		graph.Deviates("mss-spi-transmit-not-empty", graph.Deviation{
			In:     in("transmit FIFO after a frame"),
			Does:   "TXFIFOEMP stays clear after the last frame was sent.",
			Says:   "TXFIFOEMP says that the transmit FIFO is empty.",
			Clause: graph.NewClause(guide + `13.4.3.3 "SPI Status Register (STATUS)"`),
		}),
		graph.Deviates("mss-spi-no-commands", graph.Deviation{
			In:     in("FIFO reset", "count cleared"),
			Does:   "COMMAND reads as it was written, and nothing is done.",
			Says:   "RXFIFORST resets the receive FIFO. CLRFRAMECNT clears the count of frames, and reads as zero.",
			Clause: graph.NewClause(guide + `13.4.3.12 "SPI Command Register"`),
		}),
	}
}
