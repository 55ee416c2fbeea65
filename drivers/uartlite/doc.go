// Package uartlite ties Xilinx's AXI UART Lite to the tests of serial
// ports (see libqos/device/serial/uartlite for the hardware). Typical path:
//
//	microblaze/petalogix-s3adsp1800 → xlnx.xps-uartlite → uart → uart-tests/characters
package uartlite
