package npcmtimer

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmtimer"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, stepped := graph.SlowBeside("arm/npcm750-evb"), graph.Requires(graph.SteppedClock)
	graph.Test(g, "npcm7xx_timer-tests/timer", npcmtimer.Driver, timer, some, stepped, graph.Known(wide()))
	graph.Test(g, "npcm7xx_watchdog_timer-tests/watchdog", npcmtimer.Driver, watchdog, some, stepped, graph.Known(dogDeviations()...))
}

// wide is the deviation of the counters.
func wide() graph.Deviation {
	var places []graph.Place
	for n := range npcmtimer.Timers {
		places = append(places, graph.Place{Test: "npcm7xx_timer-tests/timer", Step: fmt.Sprintf("timer %d 24 bits", n)})
	}
	return graph.Deviates("npcm-timer-wide", graph.Deviation{
		In:     places,
		Does:   "The counters have 32 bits.",
		Says:   "Each module provides five 24-bit timer counters.",
		Clause: graph.NewClause("Linux kernel, Documentation/devicetree/bindings/timer/nuvoton,npcm7xx-timer.txt of Linux 5.3"),
	})
}

// dogDeviations are those of the watchdog.
func dogDeviations() []graph.Deviation {
	const manual = "W90N740 Data Sheet, revision A4, section 7.10.2 \"Watch Dog Timer\""
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "npcm7xx_watchdog_timer-tests/watchdog", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("npcm-watchdog-line-stays", graph.Deviation{
			In:     in("interrupt cleared"),
			Does:   "The interrupt of the watchdog stays raised when WTIF is cleared, until the machine is reset.",
			Says:   "WTIF is the interrupt flag, and a written 1 clears it.",
			Clause: graph.NewClause(manual + ", and Linux kernel, drivers/watchdog/npcm_wdt.c, WTIF"),
		}),
		graph.Deviates("npcm-watchdog-enabled-later", graph.Deviation{
			In:     in("interrupt enabled later"),
			Does:   "WTIE does not raise the interrupt if WTIF is set already.",
			Says:   "WTIE enables the interrupt of which WTIF is the flag.",
			Clause: graph.NewClause(manual + ", and Linux kernel, drivers/watchdog/npcm_wdt.c, WTIE"),
		}),
	}
}
