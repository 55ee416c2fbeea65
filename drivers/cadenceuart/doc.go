// Package cadenceuart ties the UART of Xilinx's Zynq to the tests of serial
// ports (see libqos/device/serial/cadenceuart for the hardware). Typical path:
//
//	arm/xilinx-zynq-a9 → cadence_uart → uart → uart-tests/characters
package cadenceuart
