package nrf51

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	known, stepped := graph.Known(deviations()...), graph.Requires(graph.SteppedClock)
	graph.Test(g, "nrf51-gpio-tests/registers", nrf51.GPIODriver, gpioRegisters, known)
	graph.Test(g, "nrf51-gpio-tests/pins", nrf51.GPIODriver, pins, known)
	graph.Test(g, "nrf51-gpio-tests/detect", nrf51.GPIODriver, detect, known)
	graph.Test(g, "nrf51-timer-tests/registers", nrf51.TimerDriver, timerRegisters, known)
	graph.Test(g, "nrf51-timer-tests/timer", nrf51.TimerDriver, timer, known, stepped)
	graph.Test(g, "nrf51-nvmc-tests/memory", nrf51.NVMCDriver, memory, known)
	graph.Test(g, "microbit-i2c-tests/identities", nrf51.TWIDriver, identities, known)
	graph.Test(g, "nrf51-rng-tests/values", nrf51.RNGDriver, values, known, stepped)
}
