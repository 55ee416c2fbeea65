// Package sparc has the machines with SPARC processors (QEMU 11.1, docs/system/target-sparc.rst and target-sparc64.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package sparc
