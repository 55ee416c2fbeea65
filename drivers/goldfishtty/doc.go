// Package goldfishtty ties the tty of the Goldfish virtual platform to the tests of serial
// ports (see libqos/device/serial/goldfishtty for the hardware). Typical path:
//
//	m68k/virt → goldfish_tty → uart → uart-tests/characters
package goldfishtty
