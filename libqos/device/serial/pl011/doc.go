// Package pl011 is the guest's side of ARM's PrimeCell UART PL011, a serial port with
// FIFOs of 16 or 32 characters.
//
// It is written from PrimeCell UART (PL011) Technical Reference Manual, ARM DDI 0183G,
// revision r1p5.
//
//	err := uart.Start(ctx, pl011.FIFOs)
//	err = pl011.Data.Write(ctx, uart.Regs, 'x')
//
// Typical path:
//
//	arm/versatilepb → pl011 → pl011-tests/transmit
package pl011
