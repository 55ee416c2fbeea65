// Package ipack is IndustryPack from the view of a module's driver: a [Slot] of a
// carrier board with the module's I/O and ID spaces and its two interrupt request
// lines, and the identity in every module's ID PROM (ANSI/VITA 4-1995, IP
// Modules, chapter 3 "Identification", format I).
//
// A module's registers are 16-bit words; modules with eight data lines use the
// lower half of each, D7:0. Offsets are in bytes of a little-endian host: D7:0 of
// word n are the byte at 2n.
//
//	id, err := ipack.ReadID(ctx, slot)
//	err = slot.EnableRequests(ctx, 0)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → tests
package ipack
