package stm32

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
	"github.com/qgraph/qgraph/libqos/device/serial/stm32usart"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	gpio, syscfg := graph.Known(gpioDeviations()...), graph.Known(syscfgDeviations()...)
	exti, rcc := graph.Known(extiDeviations()...), graph.Known(rccDeviations()...)
	graph.Test(g, "stm32l4x5-gpio-tests/registers", stm32.GPIODriver, gpioRegisters, gpio)
	graph.Test(g, "stm32l4x5-gpio-tests/pins", stm32.GPIODriver, pins, gpio)
	graph.Test(g, "stm32l4x5-syscfg-tests/registers", stm32.SYSCFGDriver, syscfgRegisters, syscfg)
	graph.Test(g, "stm32l4x5-syscfg-tests/sources", stm32.SYSCFGDriver, sources, syscfg)
	graph.Test(g, "stm32f2xx-syscfg-tests/registers", stm32.SYSCFGDriverF2, syscfgRegistersF4, syscfg)
	graph.Test(g, "stm32f4xx-syscfg-tests/registers", stm32.SYSCFGDriverF4, syscfgRegistersF4, syscfg)
	graph.Test(g, "stm32f4xx-syscfg-tests/sources", stm32.SYSCFGDriverF4, sources, syscfg)
	graph.Test(g, "stm32l4x5-exti-tests/registers", stm32.EXTIDriver, extiRegisters, exti)
	graph.Test(g, "stm32l4x5-exti-tests/lines", stm32.EXTIDriver, lines, exti)
	graph.Test(g, "stm32l4x5-exti-tests/pins", stm32.EXTIDriver, extiPins, exti)
	graph.Test(g, "stm32f4xx-exti-tests/registers", stm32.EXTIDriverF4, extiRegisters, exti)
	graph.Test(g, "stm32f4xx-exti-tests/lines", stm32.EXTIDriverF4, lines, exti)
	graph.Test(g, "stm32l4x5-rcc-tests/registers", stm32.RCCDriver, rccRegisters, rcc)
	graph.Test(g, "stm32l4x5-rcc-tests/clocks", stm32.RCCDriver, frequencies, rcc, graph.Requires(graph.SteppedClock))
	graph.Test(g, "stm32l4x5-rcc-tests/interrupts", stm32.RCCDriver, rccInterrupts, rcc)
	few := graph.SlowBeside("arm/netduino2", "arm/netduinoplus2", "arm/stm32vldiscovery")
	chip := graph.After(graph.Option{Flag: "-device", Type: spiChip, Props: []graph.Prop{graph.P("bus", stm32.SPIBus)}})
	graph.Test(g, "stm32f2xx-spi-tests/registers", stm32.SPIDriver, spi, chip, few, graph.Known(spiDeviations()...))
	graph.Test(g, "stm32f2xx-adc-tests/registers", stm32.ADCDriver, adc, few, graph.Known(adcDeviations()...))
	timer := graph.SlowBeside("arm/netduino2")
	graph.Test(g, "stm32f2xx-timer-tests/registers", stm32.TimerDriver, timerRegisters, timer, graph.Known(timerDeviations()...))
	graph.Test(g, "stm32f2xx-timer-tests/counting", stm32.TimerDriver, counting, timer, graph.Requires(graph.SteppedClock), graph.Known(timerDeviations()...))
	graph.Test(g, "stm32l4x5-usart-tests/registers", stm32usart.DriverL4, usart)
}
