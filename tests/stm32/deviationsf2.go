package stm32

import "github.com/qgraph/qgraph/graph"

// manualF2 is the manual of the STM32F2.
const manualF2 = "STM32F205xx, STM32F207xx, STM32F215xx and STM32F217xx reference manual, RM0033, "

// spiDeviations are those of the serial peripheral interface.
func spiDeviations() []graph.Deviation {
	in := func(steps ...string) []graph.Place {
		var all []graph.Place
		for _, s := range steps {
			all = append(all, graph.Place{Test: "stm32f2xx-spi-tests/registers", Step: s})
		}
		return all
	}
	return []graph.Deviation{
		graph.Deviates("stm32f2xx-spi-status-reset", graph.Deviation{
			In:     in("status after the start"),
			Does:   "SPI_SR is 0x0a after a reset: UDR is set.",
			Says:   "SPI_SR is 0x0002 after a reset.",
			Clause: graph.NewClause(manualF2 + `section "SPI status register (SPI_SR)"`),
		}),
		graph.Deviates("stm32f2xx-spi-reserved-bits", graph.Deviation{
			In:     in("reserved bits"),
			Does:   "SPI_CR2 keeps reserved bits.",
			Says:   "Reserved bits are forced to 0 by hardware.",
			Clause: graph.NewClause(manualF2 + `section "SPI control register 2 (SPI_CR2)"`),
		}),
		graph.Deviates("stm32f2xx-spi-no-crc", graph.Deviation{
			In:     in("polynomial of the CRC", "CRC"),
			Does:   "SPI_CRCPR cannot be written, and no CRC is made.",
			Says:   "SPI_CRCPR has the polynomial of the CRC of what is sent and received, which CRCEN has made.",
			Clause: graph.NewClause(manualF2 + `sections "SPI CRC polynomial register (SPI_CRCPR)" and "CRC calculation"`),
		}),
		graph.Deviates("stm32f2xx-spi-no-i2s", graph.Deviation{
			In:     in("I2S"),
			Except: []string{"arm/stm32vldiscovery"}, // which has no I²S
			Does:   "SPI_I2SCFGR and SPI_I2SPR cannot be written.",
			Says:   "They set up I²S.",
			Clause: graph.NewClause(manualF2 + `sections "SPI_I2S configuration register (SPI_I2SCFGR)" and "SPI_I2S prescaler register (SPI_I2SPR)"`),
		}),
		graph.Deviates("stm32f2xx-spi-read-transfers", graph.Deviation{
			In:     in("received frames", "overrun"),
			Does:   "A read of SPI_DR transfers another byte and returns that: each frame takes two bytes of the chip. There is no overrun.",
			Says:   "A read of SPI_DR returns the frame that was received with the last one that was sent; one that is received before that is an overrun.",
			Clause: graph.NewClause(manualF2 + `sections "SPI data register (SPI_DR)" and "Error flags"`),
		}),
		graph.Deviates("stm32f2xx-spi-frames", graph.Deviation{
			In:     in("frames of 16 bits", "least significant bit first"),
			Does:   "Frames have 8 bits, the most significant one first, whatever DFF and LSBFIRST are.",
			Says:   "DFF chooses frames of 16 bits, LSBFIRST the order of the bits.",
			Clause: graph.NewClause(manualF2 + `section "SPI control register 1 (SPI_CR1)"`),
		}),
		graph.Deviates("stm32f2xx-spi-not-enabled", graph.Deviation{
			In:     in("not enabled"),
			Does:   "A frame that is written while SPE is clear is transferred.",
			Says:   "SPE enables the interface.",
			Clause: graph.NewClause(manualF2 + `section "SPI control register 1 (SPI_CR1)"`),
		}),
		graph.Deviates("stm32f2xx-spi-no-interrupts", graph.Deviation{
			In:     in("receive interrupt", "transmit interrupt"),
			Does:   "There are no interrupts.",
			Says:   "RXNEIE and TXEIE let RXNE and TXE interrupt.",
			Clause: graph.NewClause(manualF2 + `section "SPI interrupts"`),
		}),
	}
}

// timerDeviations are those of the general-purpose timers.
func timerDeviations() []graph.Deviation {
	in := func(test string, steps ...string) []graph.Place {
		var all []graph.Place
		for _, s := range steps {
			all = append(all, graph.Place{Test: "stm32f2xx-timer-tests/" + test, Step: s})
		}
		return all
	}
	return []graph.Deviation{
		graph.Deviates("stm32f2xx-timer-reserved-bits", graph.Deviation{
			In:     in("registers", "reserved bits", "write-only"),
			Does:   "Registers keep reserved bits, and EGR keeps what is written.",
			Says:   "Reserved bits are forced to 0 by hardware; EGR is write-only.",
			Clause: graph.NewClause(manualF2 + `section "TIM2 to TIM5 registers"`),
		}),
		graph.Deviates("stm32f2xx-timer-prescaler", graph.Deviation{
			In:     in("counting", "prescaler begins anew", "prescaler taken over by an update"),
			Does:   "A prescaler works at once, and its own counter is that of the machine's age.",
			Says:   "PSC is taken over by an update, which clears the prescaler's counter.",
			Clause: graph.NewClause(manualF2 + `sections "TIMx prescaler (TIMx_PSC)" and "TIMx event generation register (TIMx_EGR)"`),
		}),
		graph.Deviates("stm32f2xx-timer-not-stopped", graph.Deviation{
			In:     in("counting", "stopped"),
			Does:   "The counter counts while CEN is clear.",
			Says:   "CEN enables the counter.",
			Clause: graph.NewClause(manualF2 + `section "TIMx control register 1 (TIMx_CR1)"`),
		}),
		graph.Deviates("stm32f2xx-timer-no-reload", graph.Deviation{
			In:     in("counting", "reload", "down"),
			Does:   "The counter counts up, beyond the reload value.",
			Says:   "The counter counts up to the reload value, or down from it, as DIR says.",
			Clause: graph.NewClause(manualF2 + `section "Counter modes"`),
		}),
		graph.Deviates("stm32f2xx-timer-period", graph.Deviation{
			In:     in("counting", "period"),
			Does:   "A period is as many ticks as the reload value; the first one is longer by as many as the machine is old.",
			Says:   "A period is one tick more than the reload value.",
			Clause: graph.NewClause(manualF2 + `section "Counter modes"`),
		}),
		graph.Deviates("stm32f2xx-timer-flag-needs-interrupt", graph.Deviation{
			In:     in("counting", "without interrupt"),
			Does:   "An update sets UIF only while UIE is set.",
			Says:   "UIF is set by an update; UIE lets it interrupt.",
			Clause: graph.NewClause(manualF2 + `section "TIMx status register (TIMx_SR)"`),
		}),
		graph.Deviates("stm32f2xx-timer-interrupt-pulse", graph.Deviation{
			In:     in("counting", "interrupt until it is cleared"),
			Does:   "An interrupt is requested for a moment, whatever UIF is later.",
			Says:   "UIF, which software clears, is the request of the interrupt.",
			Clause: graph.NewClause(manualF2 + `section "TIMx status register (TIMx_SR)"`),
		}),
		graph.Deviates("stm32f2xx-timer-control", graph.Deviation{
			In:     in("counting", "update disabled", "one pulse"),
			Does:   "UDIS and OPM do nothing.",
			Says:   "UDIS disables updates; with OPM the counter stops at an update, and CEN is cleared.",
			Clause: graph.NewClause(manualF2 + `section "TIMx control register 1 (TIMx_CR1)"`),
		}),
		graph.Deviates("stm32f2xx-timer-software-update", graph.Deviation{
			In:     in("counting", "update by software"),
			Does:   "UG does not set UIF.",
			Says:   "UIF is set when CNT is reinitialized by UG, if URS and UDIS are 0.",
			Clause: graph.NewClause(manualF2 + `section "TIMx status register (TIMx_SR)"`),
		}),
	}
}

// adcDeviations are those of the analog-to-digital converter.
func adcDeviations() []graph.Deviation {
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "stm32f2xx-adc-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("stm32f2xx-adc-reserved-bits", graph.Deviation{
			In:     in("reserved bits"),
			Does:   "Registers keep reserved bits.",
			Says:   "Reserved bits must be kept at reset value, and read as 0.",
			Clause: graph.NewClause(manualF2 + `section "ADC registers"`),
		}),
		graph.Deviates("stm32f2xx-adc-no-trigger", graph.Deviation{
			In:     in("external triggers"),
			Does:   "EXTEN reads 0 whatever is written.",
			Says:   "EXTEN chooses the edge of the external trigger.",
			Clause: graph.NewClause(manualF2 + `section "ADC control register 2 (ADC_CR2)"`),
		}),
		graph.Deviates("stm32f2xx-adc-injected-data", graph.Deviation{
			In:     in("injected data"),
			Does:   "ADC_JDRx changes with ADC_JOFRx, without a conversion.",
			Says:   "ADC_JDRx has the result of a conversion, less the offset.",
			Clause: graph.NewClause(manualF2 + `section "ADC injected data register x (ADC_JDRx)"`),
		}),
		graph.Deviates("stm32f2xx-adc-no-flags", graph.Deviation{
			In:     in("end of a conversion"),
			Does:   "A conversion sets neither STRT nor EOC.",
			Says:   "STRT is set at the beginning of a conversion, EOC at its end.",
			Clause: graph.NewClause(manualF2 + `section "ADC status register (ADC_SR)"`),
		}),
		graph.Deviates("stm32f2xx-adc-result-once", graph.Deviation{
			In:     in("result read again"),
			Does:   "ADC_DR reads 0 after its first read.",
			Says:   "ADC_DR has the result of the last conversion.",
			Clause: graph.NewClause(manualF2 + `section "ADC regular data register (ADC_DR)"`),
		}),
		graph.Deviates("stm32f2xx-adc-no-interrupt", graph.Deviation{
			In:     in("interrupt"),
			Does:   "There is no interrupt.",
			Says:   "EOCIE lets EOC interrupt.",
			Clause: graph.NewClause(manualF2 + `section "ADC interrupts"`),
		}),
	}
}
