// Package stm32usart is the guest's side of the USARTs of ST's microcontrollers: that of the STM32F1, F2 and F4, and that of the
// STM32L4, which has other registers with the same bits.
//
// It is written from RM0033, STM32F205xx, STM32F207xx, STM32F215xx and STM32F217xx reference manual, ST, chapter "Universal
// synchronous asynchronous receiver transmitter (USART)", and RM0351, STM32L47xxx, STM32L48xxx, STM32L49xxx and STM32L4Axxx
// reference manual, ST, chapter "Universal synchronous/asynchronous receiver transmitter (USART/UART)".
//
// Typical path:
//
//	arm/netduino2 → stm32f2xx-usart → uart → uart-tests/characters
package stm32usart
