// Package ns16550 is the guest's side of the NS16550A and what is compatible with it, the
// serial port of PCs and of most boards. Its registers have consecutive numbers; a board has
// them at consecutive addresses, or further apart.
//
// It is written from TL16C550C Asynchronous Communications Element With Autoflow Control, TI
// SLLS177I, and NS16550A data sheet, National Semiconductor, June 1995.
//
// Typical path:
//
//	arm/ast2600-evb → serial-mm → uart → uart-tests/characters
package ns16550
