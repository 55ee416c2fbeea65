// Package escc is the guest's side of Zilog's enhanced serial communications controller, channel A.
//
// It is written from Z80230/Z85230/L Enhanced Serial Communications Controller Product Specification, Zilog PS0053.
//
// Typical path:
//
//	sparc/SS-5 → escc → uart → uart-tests/characters
package escc
