// Package max78000uart is the guest's side of the UART of Analog Devices' MAX78000.
//
// It is written from MAX78000 User Guide, Analog Devices UG7456, chapter "UART", and the register names of the MAX78000 Peripheral Driver API.
//
// Typical path:
//
//	arm/max78000fthr → max78000-uart → uart → uart-tests/characters
package max78000uart
