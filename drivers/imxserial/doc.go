// Package imxserial ties the UART of NXP's i.MX chips to the tests of serial
// ports (see libqos/device/serial/imxserial for the hardware). Typical path:
//
//	arm/sabrelite → imx.serial → uart → uart-tests/characters
package imxserial
