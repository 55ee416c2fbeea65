// Package mch ties the memory controllers of PCs to the graph (see libqos/board/mch for the
// hardware). Typical path:
//
//	x86_64/q35 → q35-pcihost → mch → q35-tests/smram/lock
package mch
