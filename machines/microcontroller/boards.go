package microcontroller

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
	"github.com/qgraph/qgraph/libqos/board/pl022"
	"github.com/qgraph/qgraph/libqos/board/stellarisi2c"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
	"github.com/qgraph/qgraph/libqos/device/serial/avrusart"
	"github.com/qgraph/qgraph/libqos/device/serial/max78000uart"
	"github.com/qgraph/qgraph/libqos/device/serial/nrf51uart"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/renesassci"
	"github.com/qgraph/qgraph/libqos/device/serial/stm32usart"
)

// The interrupt controllers.
var (
	exti   = board.Controller{Path: "/machine/soc/exti"}
	armv7m = board.Controller{Path: "/machine/soc/armv7m"}
	v7m    = board.Controller{Path: "/machine/soc/v7m"}
	armv6m = board.Controller{Path: "/machine/nrf51/armv6m"}
	cpu    = board.Controller{Path: "/machine/mcu/cpu"}
	icu    = board.Controller{Path: "/machine/mcu/icu"}
)

// tick is that of the system clock of the Stellaris in QEMU before software sets it: 12.5 MHz.
const tick = 80 * time.Nanosecond

// stellaris are the parts of several boards. The I²C module is the last of the chip.
func stellaris(i2c board.Part) []board.Part {
	return []board.Part{
		i2c,
		{Kind: pl011.LuminaryKind, Name: "UART0", Base: 0x4000_c000, Lines: v7m.Lines(5)},
		{Kind: pl022.Kind, Name: "SSI0", Base: 0x4000_8000, Lines: v7m.Lines(7)},
		{Kind: cmsdktimer.LuminaryKind(tick), Name: "Watchdog", Base: 0x4000_0000, Lines: v7m.Lines(18)},
		{Kind: pl061.LuminaryKind, Name: "GPIO port A", Base: 0x4000_4000, Lines: v7m.Lines(0)},
	}
}

// extiLines are the interrupts of the lines of EXTI, which the STM32F4 and the STM32L4 have in common (RM0090 and RM0351, table
// "Vector table").
func extiLines(more ...int) []board.Line {
	return armv7m.Lines(append([]int{6, 7, 8, 9, 10, 23, 23, 23, 23, 23, 40, 40, 40, 40, 40, 40}, more...)...)
}

// The addresses of the ports of an STM32L475.
const (
	portBase = 0x4800_0000
	portSize = 0x400
)

// stm32l4 are the parts of the STM32L475 (RM0351, sections "Memory map" and "Interrupt and exception vectors").
func stm32l4() []board.Part {
	parts := []board.Part{
		{Kind: stm32usart.KindL4, Name: "USART1", Base: 0x4001_3800, Lines: exti.Lines(26)},
		{Kind: stm32.SYSCFGKind, Name: "SYSCFG", Base: 0x4001_0000},
		{
			Kind: stm32.EXTIKind, Name: "EXTI", Base: 0x4001_0400,
			Lines: extiLines(1, 67, 41, 2, 3, 64, 64, 31, 33, 72, 37, 38, 39, 52, 53, 70, 65, 66, 76, 1, 1, 1, 1, 78),
		},
		{Kind: stm32.RCCKind, Name: "RCC", Base: 0x4002_1000, Lines: armv7m.Lines(5)},
	}
	for p := range stm32.Port(stm32.Ports) {
		port := board.Part{Kind: stm32.GPIOKind(p), Name: "Port " + string('A'+rune(p)), Base: portBase + portSize*uint64(p)}
		if p > stm32.PortB && p < stm32.PortH {
			port.Tests = []graph.EdgeOption{graph.SlowBut("stm32l4x5-gpio-tests/registers")} // the ports are alike
		}
		parts = append(parts, port)
	}
	return parts
}

// stm32f1 are the parts of a board with an STM32F100 (RM0041, the same sections).
func stm32f1() []board.Part {
	return []board.Part{
		{Kind: stm32usart.Kind, Name: "USART1", Base: 0x4001_3800, Lines: armv7m.Lines(37)},
		{Kind: stm32.SPI2KindF1, Name: "SPI2", Base: 0x4000_3800, Lines: armv7m.Lines(36)},
	}
}

// stm32f2 are the parts of a board with an STM32F205 (RM0033, the same sections).
func stm32f2() []board.Part {
	return append(netduinos(),
		board.Part{Kind: stm32.SYSCFGKindF2, Name: "SYSCFG", Base: 0x4001_3800},
		board.Part{Kind: stm32.SPI3KindF2, Name: "SPI3", Base: 0x4000_3c00, Lines: armv7m.Lines(51)},
		board.Part{Kind: stm32.ADC1Kind, Name: "ADC1", Base: 0x4001_2000, Lines: armv7m.Lines(18)},
	)
}

// stm32f4 are the parts of the boards with an STM32F405 (RM0090, the same sections). SPI6, which QEMU puts chips on, is that of the
// STM32F42x.
func stm32f4() []board.Part {
	return append(netduinos(),
		board.Part{Kind: stm32.SYSCFGKindF4, Name: "SYSCFG", Base: 0x4001_3800},
		board.Part{Kind: stm32.EXTIKindF4, Name: "EXTI", Base: 0x4001_3c00, Lines: extiLines()},
		board.Part{Kind: stm32.SPI6KindF4, Name: "SPI6", Base: 0x4001_5400, Lines: armv7m.Lines(86)},
		board.Part{Kind: stm32.ADC1Kind, Name: "ADC1", Base: 0x4001_2000, Lines: armv7m.Lines(18)},
	)
}

// nrf51s are the parts of an nRF51 (nRF51 Series Reference Manual v3.0.1, table "Peripheral instance reference"). Timer 0
// counts 32 bits, the others 16.
func nrf51s() []board.Part {
	return []board.Part{
		{Kind: nrf51uart.Kind, Name: "UART0", Base: 0x4000_2000, Lines: armv6m.Lines(2)},
		{Kind: nrf51.TWIKind, Name: "TWI0", Base: 0x4000_3000},
		{Kind: nrf51.TimerKind(32), Name: "Timer 0", Base: 0x4000_8000, Lines: armv6m.Lines(8)},
		{Kind: nrf51.TimerKind(16), Name: "Timer 1", Base: 0x4000_9000, Lines: armv6m.Lines(9)},
		{Kind: nrf51.TimerKind(16), Name: "Timer 2", Base: 0x4000_a000, Lines: armv6m.Lines(10), Tests: []graph.EdgeOption{graph.SlowBut("nrf51-timer-tests/registers")}},
		{Kind: nrf51.RNGKind, Name: "RNG", Base: 0x4000_d000, Lines: armv6m.Lines(13)},
		{Kind: nrf51.NVMCKind, Name: "NVMC", Base: 0x4001_e000},
		{Kind: nrf51.GPIOKind, Name: "GPIO", Base: 0x5000_0000},
	}
}

// netduinos are the parts of several boards.
func netduinos() []board.Part {
	return []board.Part{
		{Kind: stm32usart.Kind, Name: "USART1", Base: 0x4001_1000, Lines: armv7m.Lines(37)},
		{Kind: stm32.Timer2Kind, Name: "TIM2", Base: 0x4000_0000, Lines: armv7m.Lines(28)},
		{Kind: stm32.Timer3Kind, Name: "TIM3", Base: 0x4000_0400, Lines: armv7m.Lines(29)},
	}
}

// atmega328 are the parts of several boards.
func atmega328() []board.Part {
	return []board.Part{
		{Kind: avrusart.Kind, Name: "USART0", Base: 0x80_00c0, Lines: cpu.Lines(17, 18, 19)},
	}
}

// atmega2560 are the parts of several boards.
func atmega2560() []board.Part {
	return []board.Part{
		{Kind: avrusart.Kind, Name: "USART0", Base: 0x80_00c0, Lines: cpu.Lines(24, 25, 26)},
	}
}

// rx62n are the parts of several boards.
func rx62n() []board.Part {
	return []board.Part{
		{Kind: renesassci.Kind, Name: "SCI0", Base: 0x8_8240, Lines: icu.Lines(214, 215, 216, 217)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "arm/b-l475e-iot01a", RAM: guest.RAM{Base: 0x2000_0000, Size: 96 * board.KiB}, Parts: stm32l4()},
	// SmartFusion 2 Microcontroller Subsystem User Guide (UG0331), sections 13.4.2 "SPI Register Summary" and 13.2.4.3 "Interrupts".
	{Name: "arm/emcraft-sf2", RAM: guest.RAM{Base: 0xa000_0000, Size: 64 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x4000_0000, Stride: 4, Lines: armv7m.Lines(10)},
		{Kind: mssspi.Kind, Name: "SPI_0", Base: 0x4000_1000, Lines: armv7m.Lines(2)},
	}},
	{Name: "arm/lm3s6965evb", RAM: guest.RAM{Base: 0x2000_0000, Size: 64 * board.KiB}, Parts: stellaris(
		board.Part{Kind: stellarisi2c.Kind, Name: "I2C1", Base: 0x4002_1000, Lines: v7m.Lines(37)})},
	{Name: "arm/lm3s811evb", RAM: guest.RAM{Base: 0x2000_0000, Size: 8 * board.KiB}, Parts: stellaris(
		board.Part{Kind: stellarisi2c.Kind, Name: "I2C0", Base: 0x4002_0000, Lines: v7m.Lines(8)})},
	// UG7456, tables "APB Peripheral Base Address Map" and "Interrupt Vector Table".
	{Name: "arm/max78000fthr", RAM: guest.RAM{Base: 0x2000_0000, Size: 128 * board.KiB}, Parts: []board.Part{{Kind: max78000uart.Kind, Name: "UART0", Base: 0x4004_2000, Lines: armv7m.Lines(14)}}},
	{Name: "arm/microbit", RAM: guest.RAM{Base: 0x2000_0000, Size: 16 * board.KiB}, Parts: nrf51s()},
	{Name: "arm/netduino2", RAM: guest.RAM{Base: 0x2000_0000, Size: 128 * board.KiB}, Parts: stm32f2()},
	{Name: "arm/netduinoplus2", RAM: guest.RAM{Base: 0x2000_0000, Size: 128 * board.KiB}, Parts: stm32f4()},
	{Name: "arm/olimex-stm32-h405", RAM: guest.RAM{Base: 0x2000_0000, Size: 128 * board.KiB}, Parts: stm32f4()},
	{Name: "arm/stm32vldiscovery", RAM: guest.RAM{Base: 0x2000_0000, Size: 8 * board.KiB}, Parts: stm32f1()},
	{Name: "avr/arduino-duemilanove", RAM: guest.RAM{Base: 0x80_0400, Size: 256}, Parts: atmega328()},
	{Name: "avr/arduino-mega", RAM: guest.RAM{Base: 0x80_0400, Size: 7680}, Parts: atmega2560()},
	{Name: "avr/arduino-mega-2560-v3", RAM: guest.RAM{Base: 0x80_0400, Size: 7680}, Parts: atmega2560()},
	{Name: "avr/arduino-uno", RAM: guest.RAM{Base: 0x80_0400, Size: 1280}, Parts: atmega328()},
	{Name: "rx/gdbsim-r5f562n7", RAM: guest.RAM{Base: 0x100_0000, Size: 16 * board.MiB}, Parts: rx62n()},
	{Name: "rx/gdbsim-r5f562n8", RAM: guest.RAM{Base: 0x100_0000, Size: 16 * board.MiB}, Parts: rx62n()},
}

// Register adds the boards.
func Register(g *graph.Graph) {
	board.Register(g, boards...)
	registerShield(g)
}
