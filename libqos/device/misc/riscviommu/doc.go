// Package riscviommu is the RISC-V IOMMU as a PCI device, and what an operating
// system's driver makes of it: queues, commands, the device directory (RISC-V IOMMU
// Architecture Specification, version 1.0.1, of which sections are cited).
//
//	dev, err := riscviommu.New(ctx, bus)
//	commands, err := dev.Open(ctx, riscviommu.Commands(), 64)
//	err = commands.Do(ctx, riscviommu.Fence(addr, 1)) // writes 1 there once all before it is done
//
// Typical path:
//
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → riscv-iommu-pci → riscv-iommu-pci-tests/iommu_init_queues
package riscviommu
