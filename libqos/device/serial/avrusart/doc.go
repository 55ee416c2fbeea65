// Package avrusart is the guest's side of the USART of AVR microcontrollers.
//
// It is written from ATmega48A/PA/88A/PA/168A/PA/328/P data sheet, Microchip DS40002061B, chapter "USART0".
//
// Typical path:
//
//	avr/arduino-uno → avr-usart → uart → uart-tests/characters
package avrusart
