// Package ahci tests a Serial ATA host adapter with a disk and a CD drive
// (libqos/device/storage/ahci): its registers, the start and the reset of ports, commands of all
// protocols with their memory, interrupts, and errors. Package tests/ide tests the same drives
// behind an IDE controller. Typical path:
//
//	x86_64/q35 → q35-pcihost → … → pci-bus → ich9-ahci → ahci-tests/io/dma
package ahci
