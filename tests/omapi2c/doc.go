// Package omapi2c tests the interrupt of the I²C controller of OMAP1 chips (see
// libqos/board/omapi2c for the hardware). Typical path:
//
//	arm/sx1 → omap_i2c → omap_i2c-tests/interrupt
package omapi2c
