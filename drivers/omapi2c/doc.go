// Package omapi2c ties the I²C controller of TI's OMAP1 chips to the graph:
// its bus, and how devices are put on it (see libqos/board/omapi2c for the hardware).
// Typical path:
//
//	arm/sx1 → omap_i2c → i2c-bus → tmp105 → tests
package omapi2c
