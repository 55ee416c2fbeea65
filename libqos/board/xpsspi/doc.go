// Package xpsspi drives Xilinx's SPI core as a master with FIFOs, and selects the chip
// itself.
//
// It follows the LogiCORE IP XPS Serial Peripheral Interface (SPI) Data Sheet, DS570,
// v2.02a, section "Register Descriptions"; names are those of that document.
//
//	bus := ssi.ByBytes(xpsspi.New(machine, guest.Peripheral{Base: 0x40a00000}))
//
// Typical path:
//
//	microblaze/petalogix-ml605 → xlnx.xps-spi → n25q128 → tests
package xpsspi
