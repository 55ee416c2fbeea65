// Package hexagon has the Hexagon machine (QEMU 11.1, docs/system/hexagon).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package hexagon
