package sunximmc

import "github.com/qgraph/qgraph/graph"

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "H3 Datasheet, Revision 1.2, section 5.3.7 \"SD/MMC Register Description\", "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "allwinner-sdhost-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("allwinner-sdhost-send-level", graph.Deviation{
			In:     in("registers", "status after the start"),
			Does:   "SD_STATUS does not tell that the FIFO takes data to send.",
			Says:   "The default value is 6: the FIFO is empty, and its level is below that of SD_FIFOTH for data to send.",
			Clause: graph.NewClause(manual + `"SD Status Register"`),
		}),
		graph.Deviates("allwinner-sdhost-response-written", graph.Deviation{
			In:     in("registers", "responses"),
			Does:   "SD_RESP0 to SD_RESP3 keep what is written.",
			Says:   "They can only be read.",
			Clause: graph.NewClause(manual + `"SD Response Registers"`),
		}),
		graph.Deviates("allwinner-sdhost-status-written", graph.Deviation{
			In:     in("registers", "read-only status"),
			Does:   "A write changes SD_STATUS.",
			Says:   "It can only be read.",
			Clause: graph.NewClause(manual + `"SD Status Register"`),
		}),
		graph.Deviates("allwinner-sdhost-response-timeout", graph.Deviation{
			In:     in("commands", "response timeout"),
			Does:   "A command without an answer sets Response Error alone.",
			Says:   "It sets Response timeout besides.",
			Clause: graph.NewClause(manual + `"SD Raw Interrupt Status Register"`),
		}),
		graph.Deviates("allwinner-sdhost-sdio-flag", graph.Deviation{
			In:     in("data", "flag of SDIO"),
			Does:   "The end of a transfer through the IDMAC sets the flag of an SDIO interrupt.",
			Says:   "That flag is for interrupts of an SDIO card.",
			Clause: graph.NewClause(manual + `"SD Raw Interrupt Status Register"`),
		}),
	}
}
