// Package ahci is a Serial ATA host adapter as the guest sees it (Serial ATA Advanced Host
// Controller Interface, AHCI, revision 1.3.1; package ata has the commands of its disks and CD
// drives).
//
//	err := adapter.Enable(ctx)
//	port, err := adapter.Start(ctx, 0)
//	result, err := port.Do(ctx, ata.AtExt(ata.ReadDMAExt, lba, 1), ahci.ToMemory, regions...)
//	err = port.Stop(ctx)
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → … → pci-bus → ich9-ahci → ahci-tests/io/dma
package ahci
