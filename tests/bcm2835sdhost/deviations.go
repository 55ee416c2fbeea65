package bcm2835sdhost

import "github.com/qgraph/qgraph/graph"

// deviations are those of the host.
func deviations() []graph.Deviation {
	const linux = "Linux, drivers/mmc/host/bcm2835.c, "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "bcm2835-sdhost-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("bcm2835-sdhost-write-only", graph.Deviation{
			In:     in("registers", "configuration"),
			Does:   "SDARG, SDTOUT, SDCDIV and SDHCFG read as 0.",
			Says:   "They can be written and read.",
			Clause: graph.NewClause(linux + `list of registers, "R/W"`),
		}),
		graph.Deviates("bcm2835-sdhost-clock", graph.Deviation{
			In:     in("registers", "clock after the start"),
			Does:   "SDCDIV is 0 after a reset.",
			Says:   "Its value after a reset is 507, for the clock of the identification of a card.",
			Clause: graph.NewClause(linux + `the comment in "bcm2835_set_clock"`),
		}),
		graph.Deviates("bcm2835-sdhost-reserved-bits", graph.Deviation{
			In:     in("registers", "reserved bits"),
			Does:   "SDVDD and SDHBLC keep 32 bits.",
			Says:   "SDVDD has one bit, SDHBLC nine.",
			Clause: graph.NewClause(linux + "list of registers"),
		}),
		graph.Deviates("bcm2835-sdhost-level", graph.Deviation{
			In:     in("registers", "words in the FIFO"),
			Does:   "SDEDM keeps a written number of words in the FIFO.",
			Says:   "That field has how many words are in the FIFO.",
			Clause: graph.NewClause(linux + `"bcm2835_transfer_block_pio"`),
		}),
		graph.Deviates("bcm2835-sdhost-power-over-reset", graph.Deviation{
			In:     in("registers", "power after a reset"),
			Does:   "A reset of the machine leaves SDVDD as it is.",
			Says:   "A reset brings a device to the state that it has after power-on: SDVDD is 0.",
			Clause: graph.NewClause(`QEMU 11.1, docs/devel/reset.rst, "Reset in QEMU: the Resettable interface"`),
		}),
		graph.Deviates("bcm2835-sdhost-state-read", graph.Deviation{
			In:     in("data", "state while receiving"),
			Does:   "SDEDM tells that the host is idle while the FIFO has data of a block.",
			Says:   "The state is READDATA, READWAIT or READCRC.",
			Clause: graph.NewClause(linux + `"bcm2835_transfer_block_pio"`),
		}),
		graph.Deviates("bcm2835-sdhost-state-write", graph.Deviation{
			In:     in("data", "state while sending"),
			Does:   "SDEDM tells that the host is idle while it waits for data of a block.",
			Says:   "The state is WRITEDATA, WRITESTART1 or WRITESTART2.",
			Clause: graph.NewClause(linux + `"bcm2835_transfer_block_pio"`),
		}),
		graph.Deviates("bcm2835-sdhost-sdio-flag", graph.Deviation{
			In:     in("data", "flag of SDIO"),
			Does:   "A data interrupt sets SDIO_IRPT.",
			Says:   "A data interrupt has no flag of its own; SDIO_IRPT is for interrupts of an SDIO card.",
			Clause: graph.NewClause(linux + `the comment in "bcm2835_irq"`),
		}),
	}
}
