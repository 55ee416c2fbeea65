// Package at24c tests serial EEPROMs (see libqos/device/storage/at24c for the hardware, and chapters.md
// beside this file for what is tested). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → at24c64 → at24c-eeprom-tests/memory
package at24c
