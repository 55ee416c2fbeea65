// Package sh has the SuperH boards (SH7751 Group Hardware Manual, Renesas). Windows of RAM are
// those of QEMU 11.1's "info mtree". Typical path:
//
//	sh4/r2d → serial-mm → uart → uart-tests
package sh
