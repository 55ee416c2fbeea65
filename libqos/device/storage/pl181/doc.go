// Package pl181 is the guest's side of ARM's PrimeCell Multimedia Card Interface PL181: a host of SD and multimedia cards whose
// data pass through a FIFO of [Depth] words.
//
// It is written from PrimeCell Multimedia Card Interface (PL181) Technical Reference Manual, ARM DDI 0205;
// names and titles of sections are those of that document. A [Host] is a Host of
// package [github.com/qgraph/qgraph/libqos/bus/sd], which has the card's side.
//
//	err := h.Start(ctx)                 // power, clock, no interrupts
//	card, err := sd.Identify(ctx, h)
//	err = card.WriteBlocks(ctx, 8, data)
//
// Typical path:
//
//	arm/versatilepb → pl181 → pl181-tests/registers
package pl181
