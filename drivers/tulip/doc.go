// Package tulip ties QEMU's tulip to PCI: DEC's 21143 (Intel 21143 PCI/CardBus
// 10/100Mb/s Ethernet LAN Controller Hardware Reference Manual, 278074-001, chapter
// 3 "Registers"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tulip → pci-device → tests
package tulip
