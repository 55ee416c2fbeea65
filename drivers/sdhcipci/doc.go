// Package sdhcipci ties the SD host controller on a PCI bus, with an empty card
// slot, to the graph (see libqos/device/storage/sdhci for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → tests
package sdhcipci
