// Package eepro100 describes QEMU's i8255x family on PCI (Intel 8255x 10/100 Mbps
// Ethernet Controller Family Open Source Software Developer Manual, revision 1.3,
// chapter 4 "PCI Interface"). It does not drive their command blocks.
//
//	for _, m := range eepro100.Models() {
//		dev, err := bus.Attach(ctx, m)
//	}
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i82550 → pci-device → tests
package eepro100
