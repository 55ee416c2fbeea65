// Package exynosi2c ties the I²C controller of Samsung's chips to the graph: its bus, and how
// devices are put on it (see libqos/board/exynosi2c for the hardware). Typical path:
//
//	arm/smdkc210 → exynos4210.i2c → i2c-bus → tmp105 → tests
package exynosi2c
