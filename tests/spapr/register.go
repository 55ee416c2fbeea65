package spapr

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// The host bridge that the test adds, and the device behind it.
const (
	bridgeIndex = 30
	bridge      = "phb"
	device      = "testdev"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	second := graph.Option{Flag: "-device", Type: "spapr-pci-host-bridge", ID: bridge, Props: []graph.Prop{{Name: "index", Value: graph.Int(bridgeIndex)}}}
	graph.Test(g, "ppc64/pseries-tests/spapr-phb-test", spapr.Machine, secondBridge, graph.After(second,
		graph.Option{Flag: "-device", Type: "pci-testdev", ID: device, Props: []graph.Prop{
			graph.P("bus", bridge+".0"), graph.P("addr", slot().Slot()),
		}},
	))
	clocked := []graph.TestOption{graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())), graph.Known(deviations()...)}
	graph.Test(g, "ppc64/pseries-tests/time-of-day/slof", spapr.Machine, timeOfDay, clocked...)
	graph.Test(g, "ppc64/pseries-tests/time-of-day/vof", spapr.Machine, timeOfDay, append(clocked, // the firmware is QEMU's own
		graph.After(graph.Option{Flag: "-machine", Props: []graph.Prop{graph.P("x-vof", "on")}}))...)
	graph.Pair(g, "ppc64/pseries-tests/migrate", spapr.Machine, migrate, graph.After(second, usb()))
}

// deviations are those of the clock.
func deviations() []graph.Deviation {
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "ppc64/pseries-tests/time-of-day/slof", Step: step}, {Test: "ppc64/pseries-tests/time-of-day/vof", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("spapr-rtc-nanoseconds", graph.Deviation{
			In:     in("nanoseconds"),
			Does:   "The nanoseconds of get-time-of-day are the low 32 bits of a time in nanoseconds.",
			Says:   "They are 0 to 999999999.",
			Clause: graph.NewClause(`Linux on Power Architecture Platform Reference, LoPAPR 1.1, "Time of Day Inputs/Outputs"`),
		}),
		graph.Deviates("spapr-rtc-any-time", graph.Deviation{
			In:     in("no time"),
			Does:   "set-time-of-day takes month 13, day 32 and hour 24, and sets the time to a later one.",
			Says:   "The month is 1 to 12, the day 1 to 31, the hour 0 to 23, the minute and the second 0 to 59; other arguments are a parameter error.",
			Clause: graph.NewClause(`Linux on Power Architecture Platform Reference, LoPAPR 1.1, "Time of Day Inputs/Outputs" and "Return Codes"`),
		}),
	}
}
