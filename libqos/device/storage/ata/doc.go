// Package ata is a host adapter of two IDE channels as the guest sees it, with the commands of
// disks and the packets of CD drives (INCITS 452-2008, AT Attachment 8 - ATA/ATAPI Command Set,
// ATA8-ACS; INCITS 361-2002, AT Attachment with Packet Interface - 6, ATA/ATAPI-6, for cylinders,
// heads and sectors; Programming Interface for Bus Master IDE Controller, revision 1.0; INCITS
// 430-2007, Multi-Media Commands - 5, MMC-5).
//
//	result, err := adapter.Primary.Do(ctx, ata.Task{Command: ata.FlushCache})
//	data, err := adapter.Primary.ReadPIO(ctx, ata.At(ata.ReadSectors, lba, 1), ata.SectorSize)
//
// Typical paths:
//
//	x86_64/pc → i440FX-pcihost → piix3-ide → ata → ide-tests/identify
//	x86_64/isapc → isabus-bridge → isa-bus → isa-ide → ata → ide-tests/identify
package ata
