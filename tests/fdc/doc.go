// Package fdc tests the floppy disk controller of a PC with a disk of 1.44 MB (see
// libqos/device/storage/fdc for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-fdc → fdc-tests/read_id
package fdc
