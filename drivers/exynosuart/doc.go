// Package exynosuart ties the UART of Samsung's Exynos 4210 to the tests of serial
// ports (see libqos/device/serial/exynosuart for the hardware). Typical path:
//
//	arm/smdkc210 → exynos4210.uart → uart → uart-tests/characters
package exynosuart
