// Package uartlite is the guest's side of Xilinx's AXI UART Lite.
//
// It is written from AXI UART Lite v2.0 LogiCORE IP Product Guide, AMD PG142.
//
// Typical path:
//
//	microblaze/petalogix-s3adsp1800 → xlnx.xps-uartlite → uart → uart-tests/characters
package uartlite
