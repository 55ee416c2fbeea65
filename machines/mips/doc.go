// Package mips has the boards with MIPS processors (QEMU 11.1, docs/system/target-mips.rst; MIPS Malta-R Development
// Platform User's Manual, MD00627).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package mips
