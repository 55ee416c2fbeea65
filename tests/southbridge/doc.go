// Package southbridge tests what the south bridges of PCs do with PCI's interrupts, and how they reset the
// machine: the PIIX3 (Intel 82371FB PIIX and 82371SB PIIX3, order number 290550-002) and the LPC interface
// bridge of the ICH9 (Intel I/O Controller Hub 9 Family Datasheet, order number 316972-004). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3-tests/interrupt-router
package southbridge
