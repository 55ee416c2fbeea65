package sifiveaon

import "github.com/qgraph/qgraph/graph"

const manual = "SiFive FE310-G000 Manual v2p3, chapter \"Watchdog Timer (WDT)\", "

// deviations are those of the watchdog.
func deviations() []graph.Deviation {
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "sifive-e-aon-watchdog-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("sifive-aon-scaled-width", graph.Deviation{
			In:     in("registers", "scaled count"),
			Does:   "wdogs has all bits of wdogcount from bit wdogscale on.",
			Says:   "wdogs has 16 bits of wdogcount.",
			Clause: graph.NewClause(manual + `section "Watchdog Count Register (wdogcount)"`),
		}),
		graph.Deviates("sifive-aon-key-after-scaled", graph.Deviation{
			In:     in("registers", "key used up by wdogs"),
			Does:   "A write of wdogs leaves the watchdog unlocked.",
			Says:   "wdogkey is reset after any write to a watchdog register.",
			Clause: graph.NewClause(manual + `section "Watchdog Key Register (wdogkey)"`),
		}),
		graph.Deviates("sifive-aon-key-over-reset", graph.Deviation{
			In:     in("registers", "key over a reset"),
			Does:   "A reset leaves the watchdog unlocked.",
			Says:   "wdogkey is reset at an AON reset.",
			Clause: graph.NewClause(manual + `section "Watchdog Key Register (wdogkey)"`),
		}),
		graph.Deviates("sifive-aon-count-end", graph.Deviation{
			In:     in("timer", "count of 31 bits"),
			Does:   "The counter stops before its last value.",
			Says:   "wdogcount is a 31-bit counter that is incremented while the watchdog is enabled.",
			Clause: graph.NewClause(manual + `section "Watchdog Count Register (wdogcount)"`),
		}),
		graph.Deviates("sifive-aon-odd-period", graph.Deviation{
			In:     in("timer", "interrupt after any number of ticks"),
			Does:   "Unless the compare value takes a whole number of ns, the counter stops at the value before it and nothing interrupts.",
			Says:   "The comparator's output is asserted when wdogs is greater than or equal to wdogcmp.",
			Clause: graph.NewClause(manual + `section "Watchdog Compare Register (wdogcmp)"`),
		}),
	}
}
