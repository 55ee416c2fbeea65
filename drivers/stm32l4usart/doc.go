// Package stm32l4usart ties the USART of ST's STM32L4 to the tests of serial
// ports (see libqos/device/serial/stm32l4usart for the hardware). Typical path:
//
//	arm/b-l475e-iot01a → stm32l4x5-usart → uart → uart-tests/characters
package stm32l4usart
