// Package microcontroller has the boards with a microcontroller, each by its reference manual.
// Windows of RAM are those of QEMU 11.1's "info mtree".
package microcontroller
