// Package hppa has the workstations with PA-RISC processors (HP, LASI ERS; QEMU 11.1, docs/system/target-hppa.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package hppa
