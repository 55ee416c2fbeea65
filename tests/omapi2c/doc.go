// Package omapi2c tests what the I²C controller of OMAP1 chips does beside transfers: its
// interrupt (see libqos/board/omapi2c for the hardware). Typical path:
//
//	arm/sx1 → omap_i2c → omap_i2c-tests/interrupt
package omapi2c
