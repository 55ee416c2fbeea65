// Package exynosi2c drives the I²C controller of Samsung's chips, from the S3C24xx to the Exynos.
//
// It follows the S3C2410X User's Manual, Rev. 1.2, chapter 20 "IIC-Bus Interface"; names are from there.
//
//	bus := exynosi2c.NewPart(machine, guest.Peripheral{Base: 0x138e0000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/smdkc210 → exynos4210.i2c → i2c-bus → i2c-bus-tests/address-nack
package exynosi2c
