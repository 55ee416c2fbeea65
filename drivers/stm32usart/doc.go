// Package stm32usart ties the USART of ST's STM32F1, F2 and F4 to the tests of serial
// ports (see libqos/device/serial/stm32usart for the hardware). Typical path:
//
//	arm/netduino2 → stm32f2xx-usart → uart → uart-tests/characters
package stm32usart
