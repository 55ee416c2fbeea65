// Package igb has the tests of the Intel 82576EB controller, QEMU's igb: its
// registers and interrupts, frames in both directions through legacy and advanced
// descriptors, offloads, filters, sixteen queues, hot plug. The tests follow the
// Intel 82576EB Gigabit Ethernet Controller Datasheet, revision 2.7; chapters.md beside this
// file lists its chapters. They do not cover virtual functions (SR-IOV). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → igb → igb-tests/tx
package igb
