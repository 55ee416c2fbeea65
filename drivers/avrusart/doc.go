// Package avrusart ties the USART of AVR microcontrollers to the tests of serial
// ports (see libqos/device/serial/avrusart for the hardware). Typical path:
//
//	avr/arduino-uno → avr-usart → uart → uart-tests/characters
package avrusart
