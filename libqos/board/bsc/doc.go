// Package bsc drives the Broadcom Serial Controller of the BCM2835 and its successors, an I²C master that moves a message by
// itself.
//
// It follows BCM2835 ARM Peripherals, chapter 3 "BSC"; names are from there. A START that is repeated after a write is made only
// for addresses of 10 bits, and then before the write has ended, so a transfer that writes and reads has a STOP between the
// two.
//
//	bus := bsc.NewPart(machine, guest.Peripheral{Base: 0x3f804000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/raspi2b → bcm2835-i2c → i2c-bus → tmp105 → tests
package bsc
