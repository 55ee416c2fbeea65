// Package omapi2c tests the registers and the interrupt of the I²C controller of OMAP1 chips (see
// libqos/board/omapi2c for the hardware, and chapters.md beside this file for what is tested). Typical path:
//
//	arm/sx1 → omap_i2c → omap_i2c-tests/interrupt
package omapi2c
