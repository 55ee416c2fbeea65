// Package xlnxzcu102 has QEMU's "xlnx-zcu102" machine, a Xilinx ZCU102 board with
// a Zynq UltraScale+ MPSoC (QEMU 11.1, docs/system/arm/xlnx-zcu102.rst; Zynq
// UltraScale+ Device Technical Reference Manual, UG1085). Typical path:
//
//	aarch64/xlnx-zcu102 → generic-sdhci → sdhci → tests
package xlnxzcu102
