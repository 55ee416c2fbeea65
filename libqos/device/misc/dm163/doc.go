// Package dm163 is the guest's side of SiTI's DM163, which drives 24 LEDs, with a shift register for each of two banks: 6 bits
// of brightness for each LED in bank 0, and 8 bits in bank 1. A board has it behind pins of its microcontroller, with eight rows
// of LEDs.
//
// It is written from DM163 8x3-Channel Constant Current LED Driver, Silicon Touch Technology, version A.004.
//
//	err := chip.Set(ctx, dm163.Select, true) // bank 1
//	err = chip.Shift(ctx, true)
//
// Typical path:
//
//	arm/b-l475e-iot01a → dm163 → dm163-tests/banks
package dm163
