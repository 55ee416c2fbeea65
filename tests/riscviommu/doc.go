// Package riscviommu tests the RISC-V IOMMU on a PCI bus against the RISC-V IOMMU
// Architecture Specification, version 1.0.1: its configuration space, its registers
// after reset, its queues, its directory and its translation. See
// libqos/device/misc/riscviommu for the hardware, chapters.md beside this file for the chapters.
// Typical path:
//
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → riscv-iommu-pci → riscv-iommu-pci-tests/reg_reset
package riscviommu
