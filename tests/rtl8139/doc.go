// Package rtl8139 has the tests of Realtek's RTL8139 Ethernet controller, QEMU's rtl8139: frames
// in both directions, filters, interrupts, the timer, the EEPROM, the PHY, and the C+ mode. The
// tests follow the RTL8139C(L) and RTL8139C+ data sheets and the RTL8139(A/B) Programming guide.
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → rtl8139 → rtl8139-tests/transfers
package rtl8139
