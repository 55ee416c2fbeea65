// Package i8259 is the guest's side of the two interrupt controllers 8259A of an IBM PC/AT.
//
// It is written from the data sheet 8259A Programmable Interrupt Controller, Intel, order
// number 231468-003; names are from that document. The ports, and the second chip at input
// 2 of the first, are those of the IBM Personal Computer AT Technical Reference, 1502494,
// section "System Interrupts". The two registers that choose between edge and level are of
// the chips' successors (Intel 82371FB PIIX and 82371SB PIIX3, order number 290550-002,
// "ELCR1" and "ELCR2").
//
// A test has no processor that acknowledges an interrupt, and uses the chip's poll command
// in its place.
//
//	pair, err := i8259.New(ctx, bus)
//	err = pair.First.Init(ctx, i8259.Mode{})
//	err = pair.First.Drive(ctx, 3, true)
//	request, pending, err := pair.First.Poll(ctx) // 3
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-i8259 → isa-i8259-tests/priorities
package i8259
