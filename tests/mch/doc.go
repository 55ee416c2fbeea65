// Package mch tests the memory controllers of PCs: the attributes of the segments below 1 MiB,
// memory for system management mode, and where configuration space is (see libqos/board/mch
// for the specifications). Typical path:
//
//	x86_64/q35 → q35-pcihost → mch → q35-tests/smram/lock
package mch
