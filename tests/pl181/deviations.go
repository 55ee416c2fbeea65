package pl181

import "github.com/qgraph/qgraph/graph"

// deviations are those of the interface.
func deviations() []graph.Deviation {
	const manual = `PrimeCell Multimedia Card Interface (PL181), ARM DDI 0205, `
	in := func(test, step string) []graph.Place { return []graph.Place{{Test: "pl181-tests/" + test, Step: step}} }
	return []graph.Deviation{
		graph.Deviates("pl181-clock-bits", graph.Deviation{
			In:     in("registers", "MCIClock"),
			Does:   "MCIClock keeps the divider alone.",
			Says:   "Enable, PwrSave and Bypass can be written and read.",
			Clause: graph.NewClause(manual + `"Clock control register, MCIClock"`),
		}),
		graph.Deviates("pl181-reserved-bits", graph.Deviation{
			In:     in("registers", "reserved bits"),
			Does:   "MCICommand, MCIMask0 and MCIMask1 keep reserved bits.",
			Says:   "Reserved bits read as zero.",
			Clause: graph.NewClause(manual + `"Command register, MCICommand" and "Interrupt mask registers, MCIMask0-1"`),
		}),
		graph.Deviates("pl181-clock-over-reset", graph.Deviation{
			In:     in("registers", "MCIClock after a reset"),
			Does:   "A reset of the machine leaves MCIClock as it is.",
			Says:   "A reset clears it.",
			Clause: graph.NewClause(manual + `"Summary of registers"`),
		}),
		graph.Deviates("pl181-lines-over-reset", graph.Deviation{
			In:     in("registers", "lines after a reset"),
			Does:   "A reset of the machine clears MCIMask0 and MCIMask1, and leaves MCIINTR0 and MCIINTR1 asserted.",
			Says:   "They are asserted while a flag and its mask are set.",
			Clause: graph.NewClause(manual + `"Interrupts"`),
		}),
		graph.Deviates("pl181-data-end-of-command", graph.Deviation{
			In:     in("commands", "flags of data"),
			Does:   "A command without data sets DataEnd and DataBlockEnd.",
			Says:   "DataEnd is for the end of a transfer, DataBlockEnd for a block that was sent or received.",
			Clause: graph.NewClause(manual + `"Status register, MCIStatus"`),
		}),
		graph.Deviates("pl181-no-response-index", graph.Deviation{
			In:     in("commands", "index of the response"),
			Does:   "MCIRespCmd is always 0.",
			Says:   "It has the command index of the last response.",
			Clause: graph.NewClause(manual + `"Command response register, MCIRespCommand"`),
		}),
		graph.Deviates("pl181-words-left", graph.Deviation{
			In:     in("data", "words to receive"),
			Does:   "MCIFifoCnt has how many words the card has still to send.",
			Says:   "It has how many words are still to be read from the FIFO.",
			Clause: graph.NewClause(manual + `"FIFO counter register, MCIFifoCnt"`),
		}),
		graph.Deviates("pl181-no-data-time-out", graph.Deviation{
			In:     in("data", "time-out"),
			Does:   "The interface waits for data without end.",
			Says:   "DataTimeOut is set when the time in MCIDataTimer has passed.",
			Clause: graph.NewClause(manual + `"Data timer register, MCIDataTimer"`),
		}),
	}
}
