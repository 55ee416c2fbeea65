package genericsuite

import "github.com/qgraph/qgraph/graph"

// remains are the registers in which something remains over a reset, by the type of their
// device.
func remains() []remain {
	return []remain{
		{"mc146818rtc-reset", "", "rtc", "0-0", "clock, calendar and RAM", true, graph.NewClause(`MC146818A, section "RESET": they run on a battery, and RESET does not affect them`)},
		{"pl031-reset", "pl031", "", "0-c", "RTCDR, RTCMR, RTCLR", true, graph.NewClause("ARM DDI 0224 (PL031): the counter has a reset of its own, nRTCRST")},
		{"imx7-snvs-reset", "imx7.snvs", "", "50-54", "LPSRTCMR, LPSRTCLR", true, graph.NewClause("i.MX 7Dual Applications Processor Reference Manual, SNVS: the counter is in the domain of the battery")},
	}
}
