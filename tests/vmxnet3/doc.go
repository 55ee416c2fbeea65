// Package vmxnet3 has the tests of VMware's paravirtual network card, QEMU's vmxnet3: its
// commands and addresses, frames in both directions through rings of both generations and
// over several buffers, filters, tags and checksums, interrupts and events. There is no
// manual; they hold the card to what FreeBSD's if_vmxreg.h says of it. The table in
// chapters.md beside this file lists its parts. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → vmxnet3-tests/transfers
package vmxnet3
