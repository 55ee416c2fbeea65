// Package pl050 is the guest's side of ARM's PrimeCell PS2 Keyboard/Mouse Interface PL050: one PS/2 device behind it.
//
// It is written from ARM PrimeCell PS2 Keyboard/Mouse Interface (PL050) Technical Reference Manual, ARM DDI 0143C; names are
// from there.
//
//	err := pl050.ControlRegister.Write(ctx, kmi.Regs, pl050.Enable)
//	err = kmi.Send(ctx, ps2.Enable)
//	ack, err := kmi.Receive(ctx)
//
// Typical path:
//
//	arm/versatileab → pl050_keyboard → pl050_keyboard-tests/keyboard
package pl050
