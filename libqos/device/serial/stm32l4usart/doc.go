// Package stm32l4usart is the guest's side of the USART of ST's STM32L4.
//
// It is written from RM0351, STM32L47xxx, STM32L48xxx, STM32L49xxx and STM32L4Axxx reference manual, ST, chapter "Universal synchronous/asynchronous receiver transmitter (USART/UART)".
//
// Typical path:
//
//	arm/b-l475e-iot01a → stm32l4x5-usart → uart → uart-tests/characters
package stm32l4usart
