package pl031

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	with := func(more ...graph.TestOption) []graph.TestOption {
		return append(more, graph.SlowBeside("arm/vexpress-a9", "arm/realview-eb", "arm/virt"), graph.Requires(graph.SteppedClock),
			graph.Before(rtc.Base(base())), graph.Known(deviations()...))
	}
	graph.Test(g, "pl031-tests/registers", pl031.Driver, registers, with()...)
	graph.Test(g, "pl031-tests/alarm", pl031.Driver, alarm, with()...)
	graph.Pair(g, "pl031-tests/migrate", pl031.Driver, migrate, with()...)
}

// base is the time at the start of the virtual clock: half a minute before a leap day.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 30, 0, time.UTC) }

// deviations are those of the clock.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pl031-on-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "pl031-tests/registers", Step: "control"}},
			Does:   "RTCCR reads as 1 before the clock is started.",
			Says:   "After a reset RTCCR is 0.",
			Clause: graph.NewClause(`PrimeCell Real Time Clock (PL031), ARM DDI 0224B, section 3.3.4 "Control Register, RTCCR"`),
		}),
		graph.Deviates("pl031-late-between-seconds", graph.Deviation{
			In:     []graph.Place{{Test: "pl031-tests/alarm", Step: "between two seconds"}},
			Does:   "A match that is written in the middle of a second interrupts that part of a second after the time has become equal to it.",
			Says:   "RTCINTR is asserted when the counter and the match register are equal.",
			Clause: graph.NewClause(`PrimeCell Real Time Clock (PL031), ARM DDI 0224B, section 2.1 "Real Time Clock overview"`),
		}),
		graph.Deviates("pl031-reset", graph.Deviation{
			In:     []graph.Place{{Test: "pl031-tests/registers", Step: "interrupt after a reset"}},
			Does:   "A reset of the machine leaves RTCMR and RTCIMSC, and a pending interrupt, as they are.",
			Says:   "A reset clears RTCMR, RTCIMSC and RTCRIS.",
			Clause: graph.NewClause(`PrimeCell Real Time Clock (PL031), ARM DDI 0224B, section 3.2 "Summary of registers"`),
		}),
	}
}
