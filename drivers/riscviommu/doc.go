// Package riscviommu ties QEMU's RISC-V IOMMU on a PCI bus to the graph (see
// libqos/device/misc/riscviommu for the hardware). Typical path:
//
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → riscv-iommu-pci → riscv-iommu-pci-tests/reg_reset
package riscviommu
