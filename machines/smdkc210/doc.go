// Package smdkc210 has QEMU's "smdkc210" machine, a Samsung SMDKC210 board with
// an Exynos 4210 (QEMU 11.1, docs/system/arm/exynos.rst; Samsung, Exynos 4210 RISC
// Microprocessor User's Manual). Typical path:
//
//	arm/smdkc210 → generic-sdhci → sdhci → tests
package smdkc210
