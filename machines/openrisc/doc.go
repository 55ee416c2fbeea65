// Package openrisc has the OpenRISC machines (QEMU 11.1, docs/system/openrisc; OpenRISC 1000 Architecture Manual 1.4).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package openrisc
