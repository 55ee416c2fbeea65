// Package pl061 is the guest's side of ARM's PrimeCell General Purpose Input/Output PL061: eight pins,
// each an input that may interrupt or an output. Texas Instruments' Stellaris chips have a variant with
// registers for the pads.
//
// It is written from PrimeCell General Purpose Input/Output (PL061) Technical Reference Manual, ARM
// DDI 0190B, and LM3S6965 Microcontroller Data Sheet, chapter "General-Purpose Input/Outputs (GPIOs)".
//
//	err := pl061.Direction.Write(ctx, gpio.Regs, 1<<3)
//	err = pl061.Data(1<<3).Write(ctx, gpio.Regs, 1<<3) // the other pins stay as they are
//
// Typical path:
//
//	arm/virt → pl061 → pl061-tests/registers
package pl061
