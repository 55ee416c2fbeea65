// Package emmc is the guest's side of an embedded multimedia card, e•MMC, behind any SD host that can send its commands.
//
// It is written from JEDEC Standard No. 84-B51, Embedded Multi-Media Card (e•MMC) Electrical Standard (5.1), February 2015; names
// are those of that document. QEMU's device has its two boot partitions at the beginning of its drive, and then the user area (QEMU
// 11.1, docs/system/devices/emmc.rst).
//
//	d, err := emmc.Identify(ctx, port, 1)       // CMD0, CMD1, CMD2, CMD3, CMD9, CMD7
//	ext, err := d.ExtendedCSD(ctx)              // CMD8
//	err = d.Switch(ctx, emmc.WriteByte, emmc.PartitionConfig, 1)
//	err = d.Write(ctx, 0, data)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sd-bus → emmc → emmc-tests/sectors
package emmc
