// Package pl190 is the guest's side of ARM's PrimeCell Vectored Interrupt Controller PL190: 32 sources, each an IRQ or an FIQ,
// and sixteen vectors that give an IRQ a priority and an address.
//
// It is written from ARM PrimeCell Vectored Interrupt Controller (PL190) Technical Reference Manual, ARM DDI 0181E; names are
// from there.
//
//	err := pl190.Enable.Write(ctx, vic.Regs, 1<<12)
//	err = pl190.VectorAddress(0).Write(ctx, vic.Regs, 0x8000)
//	err = pl190.VectorControl(0).Write(ctx, vic.Regs, pl190.Vector(12))
//
// Typical path:
//
//	arm/versatileab → pl190 → pl190-tests/interrupts
package pl190
