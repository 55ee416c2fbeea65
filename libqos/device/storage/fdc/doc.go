// Package fdc is the guest's side of the floppy disk controller of a PC, with a drive of 3.5
// inches.
//
// It is written from the data sheet 82078 CHMOS Single-Chip Floppy Disk Controller, Intel, order
// number 290468-007; names are from that document. Ports, interrupt request and DMA channel are
// those of the IBM Personal Computer AT Technical Reference, 1502494.
//
//	c, err := fdc.New(ctx, bus)
//	err = c.Reset(ctx)
//	err = c.Seek(ctx, 5)
//	result, err := c.Do(ctx, fdc.ReadData|fdc.MFM, 0, 5, 0, 1, 2, 18, 0x1b, 0xff)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-fdc → fdc-tests/read_id
package fdc
