// Package strongarmuart is the guest's side of the UART of Intel's StrongARM.
//
// It is written from Intel StrongARM SA-1110 Microprocessor Developer's Manual, section 11.11 "Serial Port 3 - UART".
//
// Typical path:
//
//	arm/collie → strongarm-uart → uart → uart-tests/characters
package strongarmuart
