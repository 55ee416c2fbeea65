// Package xilinx has the boards whose parts are Xilinx's soft cores (LogiCORE IP XPS 16550 UART, DS577; UART Lite,
// PG142; the addresses are those of the design, in QEMU 11.1, docs/system/target-microblaze.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package xilinx
