package lan9118

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/lan9118"
)

// Register adds the tests. By default they run on two boards.
func Register(g *graph.Graph) {
	some, known := graph.SlowBeside("arm/realview-pbx-a9", "arm/mps2-an385"), graph.Known(deviations()...)
	graph.Test(g, "lan9118-tests/registers", lan9118.Driver, registers, some, known, graph.Requires(graph.SteppedClock))
	graph.Test(g, "lan9118-tests/frames", lan9118.Driver, frames, some, known)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const sheet = "LAN9118 data sheet, SMSC, revision 1.5, "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "lan9118-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("lan9118-irq-config-over-reset", graph.Deviation{
			In:     in("registers", "IRQ_CFG after a reset"),
			Does:   "A reset of the machine leaves IRQ_POL and IRQ_TYPE as they are.",
			Says:   "IRQ_CFG is 0 after a hardware reset; a software reset alone leaves these two bits.",
			Clause: graph.NewClause(sheet + "section 5.3.2 \"IRQ_CFG\""),
		}),
		graph.Deviates("lan9118-timer-end", graph.Deviation{
			In:     in("registers", "timer / end of the timer"),
			Does:   "The timer goes from 1 to FFFFh, a tick early.",
			Says:   "It counts to 0, and interrupts when it goes from there to FFFFh.",
			Clause: graph.NewClause(sheet + "section 3.10 \"General Purpose Timer (GP Timer)\""),
		}),
		graph.Deviates("lan9118-advertises-100", graph.Deviation{
			In:     in("registers", "PHY / 10BASE-T alone"),
			Does:   "The advertisement register of the PHY always has the bit of 100BASE-TX.",
			Says:   "Bits 8:5 can be written.",
			Clause: graph.NewClause(sheet + "section 5.5.5 \"Auto-negotiation Advertisement\""),
		}),
		graph.Deviates("lan9118-transmitter-off", graph.Deviation{
			In:     in("frames", "transmitter off"),
			Does:   "A frame is sent at once, whether TX_ON is set or not.",
			Says:   "The transmitter is enabled while TX_ON is set; data may be written before.",
			Clause: graph.NewClause(sheet + "section 5.3.9 \"TX_CFG\""),
		}),
		graph.Deviates("lan9118-frame-check-sequence", graph.Deviation{
			In:     in("frames", "frame check sequence"),
			Does:   "The four bytes behind a received frame are not its FCS.",
			Says:   "A received frame has its FCS, and its length counts it.",
			Clause: graph.NewClause(sheet + "section 3.13.2 \"RX Data Format\""),
		}),
	}
}
