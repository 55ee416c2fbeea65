// Package nrf51uart is the guest's side of the UART of Nordic's nRF51.
//
// It is written from nRF51 Series Reference Manual v3.0.1, Nordic Semiconductor, chapter 29 "Universal Asynchronous Receiver/Transmitter (UART)".
//
// Typical path:
//
//	arm/microbit → nrf51_soc.uart → uart → uart-tests/characters
package nrf51uart
