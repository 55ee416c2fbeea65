package dualtimer

import "github.com/qgraph/qgraph/graph"

// deviations are those of the timers.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("sp804-value-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "sp804-tests/registers", Step: "value 1 after a reset"}, {Test: "sp804-tests/registers", Step: "value 2 after a reset"}},
			Does:   "TimerXValue is 0 after a reset.",
			Says:   "After a reset TimerXValue is FFFFFFFFh.",
			Clause: graph.NewClause(`ARM Dual-Timer Module (SP804), ARM DDI 0271D, section "Summary of registers"`),
		}),
		graph.Deviates("sp804-reset", graph.Deviation{
			In:     []graph.Place{{Test: "sp804-tests/registers", Step: "reset"}},
			Does:   "A reset of the machine leaves the timers as they are, and running.",
			Says:   "A reset clears the load registers, and disables the timers.",
			Clause: graph.NewClause(`ARM Dual-Timer Module (SP804), ARM DDI 0271D, section "Summary of registers"`),
		}),
		graph.Deviates("sp804-free-running-load", graph.Deviation{
			In:     timers("sp804-tests/modes", "free-running of 16 bits", "free-running of 32 bits"),
			Does:   "A timer that is enabled in free-running mode starts from the highest value, not from its load.",
			Says:   "The timer counts down from its load to zero, and goes on from the highest value then.",
			Clause: graph.NewClause(`ARM Dual-Timer Module (SP804), ARM DDI 0271D, chapter 2 "Functional Overview"`),
		}),
		graph.Deviates("sp804-enabled-again", graph.Deviation{
			In:     timers("sp804-tests/modes", "stopped"),
			Does:   "A timer that is disabled and enabled again starts from its load.",
			Says:   "A timer that is disabled keeps its value, and only a load changes it.",
			Clause: graph.NewClause(`ARM Dual-Timer Module (SP804), ARM DDI 0271D, chapter 2 "Functional Overview"`),
		}),
		graph.Deviates("dual-timer-one-shot-loaded", graph.Deviation{
			In:     append(timers("sp804-tests/modes", "one-shot again"), timers("cmsdk-apb-dualtimer-tests/dualtimer", "one-shot again")...),
			Does:   "A load does not start a one-shot timer that has stopped at zero.",
			Says:   "A one-shot timer halts at zero until it is loaded.",
			Clause: graph.NewClause(`ARM Dual-Timer Module (SP804), ARM DDI 0271D, chapter 2 "Functional Overview"`),
		}),
	}
}

// timers returns the places of steps for each of the two timers.
func timers(test string, steps ...string) []graph.Place {
	var places []graph.Place
	for _, s := range steps {
		for _, timer := range []string{"timer 1 ", "timer 2 "} {
			places = append(places, graph.Place{Test: test, Step: timer + s})
		}
	}
	return places
}
