// Package stm32usart is the guest's side of the USART of ST's STM32F1, F2 and F4.
//
// It is written from RM0033, STM32F205xx, STM32F207xx, STM32F215xx and STM32F217xx reference manual, ST, chapter "Universal synchronous asynchronous receiver transmitter (USART)".
//
// Typical path:
//
//	arm/netduino2 → stm32f2xx-usart → uart → uart-tests/characters
package stm32usart
