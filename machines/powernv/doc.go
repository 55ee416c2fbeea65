// Package powernv has the bare-metal POWER servers (QEMU 11.1, docs/system/ppc/powernv.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package powernv
