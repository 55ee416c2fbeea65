// Package imxserial is the guest's side of the UART of NXP's i.MX chips.
//
// It is written from i.MX 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, Rev. 3, chapter "Universal Asynchronous Receiver/Transmitter (UART)".
//
// Typical path:
//
//	arm/sabrelite → imx.serial → uart → uart-tests/characters
package imxserial
