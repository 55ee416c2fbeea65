// Package goldfishtty is the guest's side of the tty of the Goldfish virtual platform.
//
// It is written from Goldfish Virtual Hardware, Android Open Source Project, section "Goldfish TTY".
//
// Typical path:
//
//	m68k/virt → goldfish_tty → uart → uart-tests/characters
package goldfishtty
