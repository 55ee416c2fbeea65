// Package mcfuart is the guest's side of the UART of ColdFire processors.
//
// It is written from MCF5208 ColdFire Microprocessor Reference Manual, Freescale MCF5208RM, chapter "UART Modules".
//
// Typical path:
//
//	m68k/mcf5208evb → mcf-uart → uart → uart-tests/characters
package mcfuart
