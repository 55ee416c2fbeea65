// Package nrf51uart ties the UART of Nordic's nRF51 to the tests of serial
// ports (see libqos/device/serial/nrf51uart for the hardware). Typical path:
//
//	arm/microbit → nrf51_soc.uart → uart → uart-tests/characters
package nrf51uart
