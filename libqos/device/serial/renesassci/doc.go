// Package renesassci is the guest's side of the serial communications interface of Renesas' RX62N.
//
// It is written from RX62N Group, RX621 Group User's Manual: Hardware, Renesas R01UH0033EJ, chapter "Serial Communications Interface (SCIa)".
//
// Typical path:
//
//	rx/gdbsim-r5f562n8 → renesas-sci → uart → uart-tests/characters
package renesassci
