// Package max78000uart ties the UART of the MAX78000 to the tests of serial
// ports (see libqos/device/serial/max78000uart for the hardware). Typical path:
//
//	arm/max78000fthr → max78000-uart → uart → uart-tests/characters
package max78000uart
