package mc146818rtc

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("rtc-misplaced-alarms", graph.Deviation{
			In:     misplacedAlarms(),
			Does:   "With hours from 1 to 12, an alarm at 12 AM, 12 PM or 4 PM comes at another hour, or never.",
			Says:   "The alarm comes at the time in the alarm registers, in the format of the time.",
			Clause: graph.NewClause("MC146818A, sections \"Time, Calendar, and Alarm Locations\" and \"Register B\", 24/12"),
		}),
		graph.Deviates("rtc-uie-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "rtc-tests/reset", Step: "UIE"}},
			Does:   "A reset leaves UIE as it was.",
			Says:   "RESET clears UIE.",
			Clause: graph.NewClause("MC146818A, section \"RESET\""),
		}),
		graph.Deviates("rtc-reset-clears-ram", graph.Deviation{
			In:     []graph.Place{{Test: "rtc-tests/reset", Step: "byte 0x0f of RAM"}},
			Does:   "A reset clears byte 0x0f of RAM, in which the firmware of a PC/AT keeps the reason of a reset.",
			Says:   "RESET affects no RAM.",
			Clause: graph.NewClause("MC146818A, section \"RESET\""),
		}),
		graph.Deviates("rtc-no-pf-without-pie", graph.Deviation{
			In:     []graph.Place{{Test: "rtc-tests/periodic/interrupt", Step: "flag alone"}},
			Does:   "PF is set only while PIE is set.",
			Says:   "PF is set independent of the state of the PIE bit.",
			Clause: graph.NewClause("MC146818A, section \"Register C\", PF"),
		}),
		graph.Deviates("rtc-weekday-by-date", graph.Deviation{
			In: []graph.Place{
				{Test: "rtc-tests/check-time/bcd", Step: "day of the week"}, {Test: "rtc-tests/check-time/dec", Step: "day of the week"},
			},
			Does:   "At midnight the day of the week becomes that of the date, whatever it was set to.",
			Says:   "The day of the week is a register that is set, and that counts from 1 to 7.",
			Clause: graph.NewClause("MC146818A, section \"Time, Calendar, and Alarm Locations\""),
		}),
	}
}

// misplacedAlarms returns the steps of alarms at the hours of rtc-misplaced-alarms.
func misplacedAlarms() []graph.Place {
	var list []graph.Place
	for _, f := range []mc146818rtc.Format{{}, {Binary: true}} {
		for _, hour := range []int{0, 12, 16} {
			list = append(list, graph.Place{Test: "rtc-tests/alarm/am-pm", Step: stepOfHour(f, hour)})
		}
	}
	return list
}

// stepOfHour returns the name of the step of an alarm at an hour.
func stepOfHour(f mc146818rtc.Format, hour int) string { return fmt.Sprintf("%v, hour %d", f, hour) }
