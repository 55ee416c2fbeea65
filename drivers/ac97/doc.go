// Package ac97 ties QEMU's AC97 to PCI: the AC '97 audio controller of the Intel
// 82801AA (ICH) (datasheet, order number 290655-003, chapter 13 "AC '97 Audio
// Controller Registers (D31:F5)"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → AC97 → pci-device → tests
package ac97
