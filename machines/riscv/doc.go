// Package riscv has the boards with RISC-V processors, each by its manual (SiFive FU540-C000 and FE310-G002 manuals,
// PolarFire SoC MSS TRM, K230 TRM, OpenTitan; QEMU 11.1, docs/system/riscv).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package riscv
