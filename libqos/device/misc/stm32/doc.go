// Package stm32 is the guest's side of the parts that the microcontrollers STM32L4 and STM32F4 of ST have around their
// pins and clocks: the ports of pins (GPIO), the controller of external interrupts (EXTI), the system configuration
// controller (SYSCFG), which chooses the ports of the interrupts, and reset and clock control (RCC).
//
// It is written from RM0351, STM32L47xxx, STM32L48xxx, STM32L49xxx and STM32L4Axxx reference manual, ST, chapters "Reset
// and clock control (RCC)", "General-purpose I/Os (GPIO)", "System configuration controller (SYSCFG)" and "Extended
// interrupts and events controller (EXTI)", and from RM0090, STM32F405/415, STM32F407/417, STM32F427/437 and STM32F429/439
// reference manual, ST, chapters "System configuration controller (SYSCFG)" and "Interrupts and events". SYSCFG of the STM32F2 is
// that of the STM32F4 (RM0033, STM32F205xx, STM32F207xx, STM32F215xx and STM32F217xx reference manual, ST, the same chapter).
//
// The serial peripheral interface (SPI), the general-purpose timers (TIM2 to TIM5) and the analog-to-digital converter (ADC) are those
// of the STM32F2, from its chapters of these names; the STM32F1 (RM0041, STM32F100xx reference manual, ST) has the same SPI without I²S.
//
// A part has no clock until RCC gives it one, so each constructor asks RCC for that.
//
//	err := stm32.Mode.Write(ctx, port.Regs, 0x1) // pin 0 is an output
//	err = stm32.SetReset.Write(ctx, port.Regs, 1<<0)
//
// Typical path:
//
//	arm/b-l475e-iot01a → stm32l4x5-gpio → stm32l4x5-gpio-tests/registers
package stm32
