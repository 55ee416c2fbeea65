// Package m68k has the boards with processors of the 68000 family and ColdFire (QEMU 11.1,
// docs/system/target-m68k.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package m68k
