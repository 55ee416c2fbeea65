// Package apbuart is the guest's side of the UART of Gaisler's GRLIB.
//
// It is written from GRLIB IP Core User's Manual, Frontgrade Gaisler, chapter "APBUART - AMBA APB UART Serial Interface".
//
// Typical path:
//
//	sparc/leon3_generic → grlib-apbuart → uart → uart-tests/characters
package apbuart
