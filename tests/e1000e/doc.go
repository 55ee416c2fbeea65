// Package e1000e has the tests of the Intel 82574L controller, QEMU's e1000e: its
// registers and interrupts, frames in both directions through legacy and extended
// descriptors, offloads, filters, several queues, hot plug. The tests follow the
// Intel 82574 GbE Controller Family Datasheet, revision 3.4; chapters.md beside this file
// lists its chapters. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000e → e1000e-tests/tx
package e1000e
