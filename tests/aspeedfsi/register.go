package aspeedfsi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/apb2opb"
)

// Register adds the test: by default it runs on one board.
func Register(g *graph.Graph) {
	graph.Test(g, "aspeed_fsi-tests/cfam", apb2opb.Driver, cfam, graph.SlowBeside("arm/ast2600-evb"), graph.Known(deviations()...))
}

// deviations are those of the masters.
func deviations() []graph.Deviation {
	const driver = "Linux, drivers/fsi/fsi-master-aspeed.c, "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "aspeed_fsi-tests/cfam", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("aspeed-apb2opb-order-after-reset", graph.Deviation{
			In:     in("way of transfers after a reset"),
			Does:   "A reset leaves the orders of bytes and the retries as they are.",
			Says:   "A reset of the machine puts each device into the state that it has when QEMU starts.",
			Clause: graph.NewClause(`QEMU 11.1, docs/devel/reset.rst, "Triggering reset": RESET_TYPE_COLD`),
		}),
		graph.Deviates("aspeed-apb2opb-not-cleared", graph.Deviation{
			In:     in("cleared"),
			Does:   "OPB_IRQ_STATUS says for ever that a transfer has ended.",
			Says:   "OPB_IRQ_CLEAR clears it, so that it tells the end of the next transfer.",
			Clause: graph.NewClause(driver + "__opb_read"),
		}),
		graph.Deviates("aspeed-apb2opb-no-interrupt", graph.Deviation{
			In:     in("interrupt"),
			Does:   "The end of a transfer does not raise the interrupt.",
			Says:   "Each master has an interrupt, and OPB0_XFER_ACK_EN in OPB_IRQ_MASK enables that of a transfer's end.",
			Clause: graph.NewClause(driver + "OPB_IRQ_MASK; Documentation/devicetree/bindings/fsi/aspeed,ast2600-fsi-master.yaml"),
		}),
		graph.Deviates("aspeed-apb2opb-narrow-writes", graph.Deviation{
			In:     in("a byte"),
			Does:   "A write of a byte changes the whole word.",
			Says:   "XFER_BYTE and XFER_HALFWORD write one byte and two.",
			Clause: graph.NewClause(driver + "opb_writeb and opb_writew"),
		}),
	}
}
