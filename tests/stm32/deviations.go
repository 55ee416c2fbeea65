package stm32

import "github.com/qgraph/qgraph/graph"

// The manuals of the microcontrollers.
const (
	manual   = `RM0351, STM32L47xxx, STM32L48xxx, STM32L49xxx and STM32L4Axxx reference manual, `
	manualF4 = `RM0090, STM32F405/415, STM32F407/417, STM32F427/437 and STM32F429/439 reference manual, `
)

// gpioDeviations are those of the ports.
func gpioDeviations() []graph.Deviation {
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "stm32l4x5-gpio-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("stm32l4x5-gpio-lock", graph.Deviation{
			In:     in("registers", "lock"),
			Does:   "LCKR keeps nothing, and a pin that was locked can be configured.",
			Says:   "The sequence of writes to LCKR freezes the configuration of the pins in it until a reset.",
			Clause: graph.NewClause(manual + `section "GPIO port configuration lock register (GPIOx_LCKR)"`),
		}),
		graph.Deviates("stm32l4x5-gpio-analog", graph.Deviation{
			In:     in("pins", "analog"),
			Does:   "IDR has the level of a pin that is in the analog mode.",
			Says:   "An analog pin reads as 0.",
			Clause: graph.NewClause(manual + `section "Analog configuration"`),
		}),
		graph.Deviates("stm32l4x5-gpio-open-drain-high", graph.Deviation{
			In:     in("pins", "open drain driven high"),
			Does:   "An open drain with a 1 in ODR does not have the level of what drives it high.",
			Says:   "With a 1 in ODR, an open drain is in high impedance; IDR has the level of the pin.",
			Clause: graph.NewClause(manual + `section "Output configuration"`),
		}),
	}
}

// syscfgDeviations are those of the system configuration controller.
func syscfgDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("stm32l4x5-syscfg-sram2-erase", graph.Deviation{
			In:     []graph.Place{{Test: "stm32l4x5-syscfg-tests/registers", Step: "SRAM2 erased"}},
			Does:   "SRAM2ER erases nothing.",
			Says:   "SRAM2ER, set after the two values of the key, erases SRAM2.",
			Clause: graph.NewClause(manual + `section "SYSCFG SRAM2 control and status register (SYSCFG_SCSR)"`),
		}),
		graph.Deviates("stm32l4x5-syscfg-source-changed", graph.Deviation{
			In:     []graph.Place{{Test: "stm32l4x5-syscfg-tests/sources", Step: "chosen while high"}},
			Does:   "A line keeps its level when EXTICR chooses another port, until the pin of that port changes.",
			Says:   "EXTICR selects the input of the line.",
			Clause: graph.NewClause(manual + `section "SYSCFG external interrupt configuration register 1 (SYSCFG_EXTICR1)"`),
		}),
		graph.Deviates("stm32f4xx-syscfg-memory-mode", graph.Deviation{
			In: []graph.Place{
				{Test: "stm32f2xx-syscfg-tests/registers", Step: "SYSCFG_MEMRMP written"},
				{Test: "stm32f4xx-syscfg-tests/registers", Step: "SYSCFG_MEMRMP written"},
			},
			Does:   "MEM_MODE cannot be written.",
			Says:   "MEM_MODE can be written, and chooses the memory at address 0.",
			Clause: graph.NewClause(manualF4 + `section "SYSCFG memory remap register (SYSCFG_MEMRMP)"`),
		}),
		graph.Deviates("stm32f4xx-syscfg-port-abort", graph.Deviation{
			In:   []graph.Place{{Test: "stm32f4xx-syscfg-tests/sources", Step: "other ports"}},
			Ends: graph.Crashes,
			Does: "A change of a pin of another port than A fails an assertion.",
			Says: "Pins of nine ports lead to the external interrupts.",
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-arm -M netduinoplus2 -accel qtest -display none -qtest stdio
				set_irq_in /machine/soc/syscfg unnamed-gpio-in 16 1
				EOF`,
			Clause: graph.NewClause(manualF4 + `section "External interrupt/event line mapping"`),
		}),
	}
}

// extiDeviations are those of the controller of external interrupts.
func extiDeviations() []graph.Deviation {
	in := func(part string, steps ...string) []graph.Place {
		var all []graph.Place
		for _, s := range steps {
			all = append(all, graph.Place{Test: part + "-exti-tests/lines", Step: s})
		}
		return all
	}
	const request, several = "request until it is cleared", "one request for several lines"
	return []graph.Deviation{
		graph.Deviates("stm32-exti-request-pulse", graph.Deviation{
			In:     append(in("stm32l4x5", request, several), in("stm32f4xx", request, several)...),
			Does:   "The interrupt of a line is requested for a moment, whatever its pending bit is later.",
			Says:   "The request is cleared by a 1 that is written to the pending register.",
			Clause: graph.NewClause(manual + `section "EXTI functional description"`),
		}),
		graph.Deviates("stm32l4x5-exti-comparators", graph.Deviation{
			In:     in("stm32l4x5", "lines of the comparators"),
			Does:   "The lines 21 and 22 of the comparators lead to interrupt 63.",
			Says:   "COMP1 and COMP2 through EXTI lines 21 and 22 are interrupt 64.",
			Clause: graph.NewClause(manual + `section "Interrupt and exception vectors"`),
		}),
		graph.Deviates("stm32f4xx-exti-other-edge", graph.Deviation{
			In:     in("stm32f4xx", "interrupt by the other edge"),
			Does:   "Each change of a line interrupts, whatever edge RTSR and FTSR choose.",
			Says:   "When the selected edge occurs on the line, an interrupt request is generated.",
			Clause: graph.NewClause(manualF4 + `section "Functional description" of EXTI`),
		}),
		graph.Deviates("stm32f4xx-exti-level", graph.Deviation{
			In:     in("stm32f4xx", "level without an edge"),
			Does:   "A line that is driven to the level that it has sets its pending bit again.",
			Says:   "The pending bit is set by an edge.",
			Clause: graph.NewClause(manualF4 + `section "Pending register (EXTI_PR)"`),
		}),
		graph.Deviates("stm32f4xx-exti-software", graph.Deviation{
			In:     in("stm32f4xx", "software"),
			Does:   "A 1 in SWIER sets no pending bit, raises no interrupt, and stays when PR is written.",
			Says:   "A 1 that is written to SWIER sets the pending bit, and is cleared with it.",
			Clause: graph.NewClause(manualF4 + `section "Software interrupt event register (EXTI_SWIER)"`),
		}),
	}
}

// rccDeviations are those of reset and clock control.
func rccDeviations() []graph.Deviation {
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "stm32l4x5-rcc-tests/clocks", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("stm32l4x5-rcc-ahb-prescaler", graph.Deviation{
			In:     in("AHB prescaler from 64 on"),
			Does:   "The values 12 to 15 of HPRE divide by 32, 64, 128 and 256.",
			Says:   "The values 12 to 15 of HPRE divide by 64, 128, 256 and 512.",
			Clause: graph.NewClause(manual + `section "Clock configuration register (RCC_CFGR)"`),
		}),
		graph.Deviates("stm32l4x5-rcc-port-clock", graph.Deviation{
			In:     in("AHB prescaler of the ports"),
			Does:   "The clock of the ports of pins is the system clock.",
			Says:   "The ports are on the AHB bus, whose clock is the system clock divided by HPRE.",
			Clause: graph.NewClause(manual + `section "Clocks", figure "Clock tree"`),
		}),
		graph.Deviates("stm32l4x5-rcc-hsi-of-pll", graph.Deviation{
			In:     in("HSI16 off after the PLL"),
			Does:   "HSI16 stays on while PLLSRC names it, though the PLL is off.",
			Says:   "HSION is set by hardware while HSI16 is used, directly or through a PLL, as the system clock.",
			Clause: graph.NewClause(manual + `section "Clock control register (RCC_CR)"`),
		}),
	}
}
