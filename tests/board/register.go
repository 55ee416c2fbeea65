package board

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
)

// Register adds the test.
func Register(g *graph.Graph) {
	// Some boards have a serial port only if it leads somewhere.
	graph.Test(g, "board-tests/parts", board.Interface, parts, graph.After(graph.Option{Flag: "-serial", Type: "null"}), graph.Known(comparators(), spiWires(), legacySPI()))
}

// comparators is the deviation of two wires of the STM32L475.
func comparators() graph.Deviation {
	return graph.Deviates("stm32l4x5-comparator-wires", graph.Deviation{
		In:     []graph.Place{{Test: "board-tests/parts", Step: "EXTI"}},
		On:     []string{"arm/b-l475e-iot01a"},
		Does:   "The lines 21 and 22 of EXTI, of the comparators, lead to interrupt 63.",
		Says:   "COMP1 and COMP2 through EXTI lines 21 and 22 are interrupt 64.",
		Clause: graph.NewClause(`RM0351, STM32L47xxx, STM32L48xxx, STM32L49xxx and STM32L4Axxx reference manual, section "Interrupt and exception vectors"`),
	})
}

// spiWires is the deviation of a wire of the STM32F405.
func spiWires() graph.Deviation {
	return graph.Deviates("stm32f405-spi-wires", graph.Deviation{
		In:     []graph.Place{{Test: "board-tests/parts", Step: "SPI6"}},
		On:     []string{"arm/netduinoplus2", "arm/olimex-stm32-h405"},
		Does:   "The interrupts of SPI4, SPI5 and SPI6 lead to interrupt 0, that of the window watchdog.",
		Says:   "The interrupt of SPI6 is 86.",
		Clause: graph.NewClause(`RM0090, STM32F405/415, STM32F407/417, STM32F427/437 and STM32F429/439 reference manual, section "Interrupt and exception vectors"`),
	})
}

// legacySPI is the deviation of a wire of the BCM2711.
func legacySPI() graph.Deviation {
	return graph.Deviates("bcm2711-spi-wire", graph.Deviation{
		In:     []graph.Place{{Test: "board-tests/parts", Step: "SPI0"}},
		On:     []string{"aarch64/raspi4b"},
		Does:   "The interrupt of SPI0 leads to the legacy interrupt controller alone, not to the GIC-400.",
		Says:   "The interrupts of the VideoCore, of which SPI is number 54, are 96 and up of the GIC-400.",
		Clause: graph.NewClause(`BCM2711 ARM Peripherals, section "Interrupts", "GIC-400 interrupt controller" and "VideoCore interrupts"`),
	})
}
