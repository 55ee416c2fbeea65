// Package exynosi2c tests the registers and the interrupt of the I²C controller of Samsung's chips (see libqos/board/exynosi2c
// for the hardware). Typical path:
//
//	arm/smdkc210 → exynos4210.i2c → exynos4210.i2c-tests/registers
package exynosi2c
