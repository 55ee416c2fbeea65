// Package stm32usart ties the USARTs of ST's microcontrollers to the tests of serial
// ports (see libqos/device/serial/stm32usart for the hardware). Typical path:
//
//	arm/netduino2 → stm32f2xx-usart → uart → uart-tests/characters
package stm32usart
