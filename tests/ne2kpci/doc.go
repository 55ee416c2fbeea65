// Package ne2kpci has the tests of an NE2000 with Realtek's RTL8029AS, QEMU's ne2k_pci, and of
// one on an ISA bus, ne2k_isa: its registers and reset, the memory on the card and remote DMA,
// the buffer ring with frames in both directions, filters, interrupts and loopback. They follow
// National Semiconductor's DP8390D/NS32490D NIC data sheet, TL/F/8582 (July 1995), and the
// RTL8029AS specification (1997); chapters.md beside this file lists their parts. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → ne2k_pci-tests/transfers
//	x86_64/isapc → isabus-bridge → isa-bus → ne2k_isa → ne2k_isa-tests/transfers
package ne2kpci
