package pl061

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, known := graph.SlowBeside("arm/virt", "arm/realview-eb", "arm/lm3s6965evb"), graph.Known(deviations()...)
	graph.Test(g, "pl061-tests/registers", pl061.Driver, registers, some, known)
	graph.Test(g, "pl061-tests/interrupts", pl061.Driver, interrupts, some, known)
	graph.Test(g, "pl061-tests/outputs", pl061.Driver, outputs, some, known)
	graph.Test(g, "pl061_luminary-tests/registers", pl061.Luminary, luminary, some, known)
	graph.Test(g, "pl061_luminary-tests/interrupts", pl061.Luminary, interrupts, some, known)
	graph.Test(g, "pl061_luminary-tests/outputs", pl061.Luminary, outputs, some, known)
}

// deviations are those of the part.
func deviations() []graph.Deviation {
	luminary := func(step string) []graph.Place {
		return []graph.Place{{Test: "pl061_luminary-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("pl061-level-stays", graph.Deviation{
			In: []graph.Place{
				{Test: "pl061-tests/interrupts", Step: "end of a level"}, {Test: "pl061_luminary-tests/interrupts", Step: "end of a level"},
			},
			Does:   "The interrupt of a level stays after the pin has lost the level, until GPIOIC is written.",
			Says:   "GPIOIC clears the edge detection alone; the interrupt of a level is there while its source holds the level.",
			Clause: graph.NewClause(`PrimeCell General Purpose Input/Output (PL061), ARM DDI 0190B, section "Interrupt clear register, GPIOIC"`),
		}),
		graph.Deviates("pl061-luminary-strengths", graph.Deviation{
			In:     luminary("one strength"),
			Does:   "A bit of GPIODR2R, GPIODR4R or GPIODR8R leaves those of the other two set.",
			Says:   "A bit that is set in one of the three registers clears that of the same pin in the other two.",
			Clause: graph.NewClause(`LM3S6965 Microcontroller Data Sheet, "GPIO 2-mA Drive Select (GPIODR2R)"`),
		}),
		graph.Deviates("pl061-luminary-pulls", graph.Deviation{
			In:     luminary("one pull"),
			Does:   "A pin can be pulled up and down at the same time.",
			Says:   "A bit that is set in GPIOPUR clears that of the same pin in GPIOPDR, and the other way round.",
			Clause: graph.NewClause(`LM3S6965 Microcontroller Data Sheet, "GPIO Pull-Up Select (GPIOPUR)"`),
		}),
		graph.Deviates("pl061-luminary-unlock", graph.Deviation{
			In:     luminary("unlocked"),
			Does:   "1ACCE551h does not unlock GPIOCR; ACCE551h does.",
			Says:   "1ACCE551h unlocks GPIOCR.",
			Clause: graph.NewClause(`LM3S6965 Microcontroller Data Sheet, "GPIO Lock (GPIOLOCK)"`),
		}),
	}
}
