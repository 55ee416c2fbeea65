// Package xtensa has the Xtensa boards (QEMU 11.1, docs/system/target-xtensa.rst; the Linux kernel,
// arch/xtensa/platforms/xtfpga/include/platform/hardware.h, is the public map of the XTFPGA boards).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package xtensa
