// Package powerpc has the boards with PowerPC processors (PPC440EP and PPC460EX user manuals; MPC8544ERM; QEMU 11.1,
// docs/system/target-ppc.rst; the Macs: Macintosh Technology in the Common Hardware Reference Platform, Apple).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package powerpc
