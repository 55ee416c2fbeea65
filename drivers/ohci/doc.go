// Package ohci ties QEMU's pci-ohci to PCI (see libqos/device/misc/ohci for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → pci-ohci-tests/ohci_pci-test-hotplug
package ohci
