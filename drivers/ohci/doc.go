// Package ohci ties QEMU's pci-ohci to PCI: the USB 1.1 host controller of
// Apple's KeyLargo (OpenHCI, Open Host Controller Interface Specification for USB,
// release 1.0a, chapter 7 "Operational Registers" and appendix A "PCI Interface").
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → pci-device → tests
package ohci
