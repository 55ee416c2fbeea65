package ds1338

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's ds1338 from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ds1338-no-far-future", graph.Deviation{
			In:     []graph.Place{{Test: "ds1338-tests/tx-rx"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "A date in 2099 is read back as one 40 years before.",
			Says:   "The clock counts the years up to 2100.",
			Clause: graph.NewClause("DS1338 datasheet, section \"Clock and Calendar\""),
		}),
		graph.Deviates("ds1338-day-before-month", graph.Deviation{
			In:     []graph.Place{{Test: "ds1338-tests/tx-rx", Step: "day that the month before does not have"}},
			Does:   "A day that the month of the clock does not have changes the month as soon as it is written.",
			Says:   "The registers hold what is written to them; the date is made of all of them.",
			Clause: graph.NewClause("DS1338 datasheet, section \"Clock and Calendar\""),
		}),
		graph.Deviates("ds1338-weekday-follows-date", graph.Deviation{
			In:     []graph.Place{{Test: "ds1338-tests/tx-rx", Step: "day of the week with a date"}},
			Does:   "The day of the week that was written changes when date, month or year are written after it.",
			Says:   "The registers hold what is written to them; the day of the week is the user's, and changes at midnight.",
			Clause: graph.NewClause("DS1338 datasheet, section \"Clock and Calendar\""),
		}),
	}
}
