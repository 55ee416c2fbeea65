// Package fdc ties the floppy disk controller of a PC to the graph, with a drive and a disk (see
// libqos/device/storage/fdc for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-fdc → fdc-tests/read_id
package fdc
