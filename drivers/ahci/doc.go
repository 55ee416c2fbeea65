// Package ahci ties ICH9's Serial ATA controller to PCI, with a disk and a CD drive (see
// libqos/device/storage/ahci for the hardware). Typical path:
//
//	x86_64/q35 → q35-pcihost → … → pci-bus → ich9-ahci → ahci-tests/io/dma
package ahci
