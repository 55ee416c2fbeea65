package m48t08

import "github.com/qgraph/qgraph/graph"

// in returns a step of a test.
func in(test, step string) []graph.Place {
	return []graph.Place{{Test: "sysbus-m48t08-tests/" + test, Step: step}}
}

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("m48t08-sets-at-once", graph.Deviation{
			In:     in("set", "date that the month before lacks"),
			Does:   "A register counts when it is written: a date that the month of the clock does not have becomes one of the next month.",
			Says:   "What is written while WRITE is set counts when it is cleared.",
			Clause: graph.NewClause("M48T08 data sheet, section \"Setting the clock\""),
		}),
		graph.Deviates("m48t08-day-of-week", graph.Deviation{
			In:     in("set", "day of the week"),
			Does:   "The day of the week is that of the date, 0 for a Sunday, whatever is written.",
			Says:   "It is 1 to 7 as written, and goes on from there.",
			Clause: graph.NewClause("M48T08 data sheet, table \"Register map\""),
		}),
		graph.Deviates("m48t08-set-by-host", graph.Deviation{
			In:     in("clock", "set"),
			Does:   "Each write of a register also adds the time by which the clock of the machine is ahead of that of the host.",
			Says:   "The clock begins with the time that is written.",
			Clause: graph.NewClause("M48T08 data sheet, section \"Setting the clock\""),
		}),
		graph.Deviates("m48t08-control", graph.Deviation{
			In:     in("clock", "control"),
			Does:   "The control register reads with bits 7 and 4 set besides.",
			Says:   "Its bits are WRITE, READ, the sign and five bits of the calibration.",
			Clause: graph.NewClause("M48T08 data sheet, table \"Register map\""),
		}),
		graph.Deviates("m48t08-not-held", graph.Deviation{
			In:     in("clock", "held / READ"),
			Does:   "The registers go on while READ is set.",
			Says:   "While READ is set the registers hold the time of that moment.",
			Clause: graph.NewClause("M48T08 data sheet, section \"Reading the clock\""),
		}),
		graph.Deviates("m48t08-not-stopped", graph.Deviation{
			In:     in("clock", "stopped"),
			Does:   "The clock goes on while the stop bit is set.",
			Says:   "The stop bit stops the oscillator.",
			Clause: graph.NewClause("M48T08 data sheet, section \"Stopping and starting the oscillator\""),
		}),
	}
}
