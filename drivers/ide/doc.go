// Package ide ties the IDE controllers of machines to the graph, with two disks and a CD drive
// (see libqos/device/storage/ata for the hardware, libqos/board/piix for those of south bridges).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → piix3-ide → bus-master-ide → ide-tests/bmdma/simple_rw
package ide
