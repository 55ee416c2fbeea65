// Package ohci has the test of the USB host controller pci-ohci: its registers,
// devices plugged into its root hub and unplugged, and control transfers to them.
// The test follows OpenHCI, release 1.0a, and the Universal Serial Bus
// Specification, revision 2.0, chapter 9; chapters.md beside this file lists the
// chapters. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → pci-ohci-tests/ohci_pci-test-hotplug
package ohci
