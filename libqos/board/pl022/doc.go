// Package pl022 is the guest's side of ARM's PrimeCell Synchronous Serial Port PL022 as a master:
// two FIFOs of [Depth] frames of 4 to 16 bits.
//
// It is written from PrimeCell Synchronous Serial Port (PL022) Technical Reference Manual, ARM DDI
// 0194G. The boards drive the select lines of their chips with other parts, so that the port
// produces no bus: its frames are looped back.
//
//	err := pl022.Control1.Write(ctx, port.Regs, pl022.LBM|pl022.SSE)
//	err = pl022.Data.Write(ctx, port.Regs, 0x5a)
//	frame, err := pl022.Data.Read(ctx, port.Regs)
//
// Typical path:
//
//	arm/mps2-an385 → pl022 → pl022-tests/loopback
package pl022
