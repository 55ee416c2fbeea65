// Package i8237 is the guest's side of the two DMA controllers 8237A of an IBM PC/AT, with the
// page registers that complete their addresses.
//
// It is written from the data sheet 8237A High Performance Programmable DMA Controller, Intel,
// order number 231466-005; names are from that document. Ports, pages and the wiring of the
// channels are those of the IBM Personal Computer AT Technical Reference, 1502494, section
// "System Direct Memory Access".
//
//	dma, err := i8237.New(ctx, bus)
//	err = dma.Program(ctx, 2, i8237.Single|i8237.ToMemory, buffer, 512)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8257 → i8257-tests/registers
package i8237
