package exynosi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/exynosi2c"
)

// target is the address of a sensor, absent that of no device.
const (
	target = 0x49
	absent = 0x33
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c"), graph.P("address", "0x49")},
	})
	graph.Test(g, "exynos4210.i2c-tests/registers", exynosi2c.Driver, registers, sensor,
		graph.SlowBeside("arm/smdkc210"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "S3C2410X User's Manual, Rev. 1.2, chapter 20 \"IIC-Bus Interface\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "exynos4210.i2c-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("exynos-i2c-first-byte", graph.Deviation{
			In:     in("first byte received"),
			Does:   "A START of Master Receive mode receives the first byte with the address, before its flag is cleared.",
			Says:   "After the address the interrupt is pending, and the clock waits; clearing the flag receives a byte.",
			Clause: graph.NewClause(manual + "figure \"Operations for Master/Receiver Mode\""),
		}),
		graph.Deviates("exynos-i2c-flag-after-stop", graph.Deviation{
			In:     in("STOP with the interrupt enabled"),
			Does:   "If the flag is cleared after a STOP with the interrupt enabled, it is set again, and the bus remains busy.",
			Says:   "A STOP is made by D0h or 90h in IICSTAT and by clearing the flag; then the bus is free.",
			Clause: graph.NewClause(manual + "figure \"Operations for Master/Transmitter Mode\""),
		}),
		graph.Deviates("exynos-i2c-status-written", graph.Deviation{
			In:     in("status written"),
			Does:   "A write of IICSTAT writes the flags of arbitration and of the last bit.",
			Says:   "IICSTAT[3:0] can only be read.",
			Clause: graph.NewClause(manual + "\"Multi-master IIC-bus control/status (IICSTAT)\""),
		}),
		graph.Deviates("exynos-i2c-line-over-reset", graph.Deviation{
			In:     in("line after a reset"),
			Does:   "A reset of the machine clears a pending interrupt, and leaves its line raised.",
			Says:   "The interrupt is requested while the flag is set.",
			Clause: graph.NewClause(manual + "\"Multi-master IIC-bus control (IICCON)\", IICCON[4]"),
		}),
	}
}
