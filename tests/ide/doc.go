// Package ide tests IDE controllers with two disks and a CD drive (libqos/device/storage/ata): the
// registers, the commands of disks with their data by the data register and by DMA, and the
// packets of the CD drive. Names are those of QEMU's own tests where there is one. Typical path:
//
//	x86_64/pc → i440FX-pcihost → piix3-ide → ata → ide-tests/identify
package ide
