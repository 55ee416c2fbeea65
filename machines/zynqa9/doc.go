// Package zynqa9 has QEMU's "xilinx-zynq-a9" machine, a board with a Xilinx
// Zynq-7000 (QEMU 11.1, docs/system/arm/xlnx-zynq.rst; Zynq-7000 SoC Technical
// Reference Manual, UG585). Typical path:
//
//	arm/xilinx-zynq-a9 → generic-sdhci → sdhci → tests
package zynqa9
