// Package riscviommu drives the RISC-V IOMMU as a PCI device: queues, commands, the
// device directory (RISC-V IOMMU Architecture Specification, version 1.0.1;
// sections are from it).
//
//	dev, err := riscviommu.New(ctx, bus)
//	commands, err := dev.Open(ctx, riscviommu.Commands(), 64)
//	err = commands.Do(ctx, riscviommu.Fence(addr, 1)) // writes 1 to addr once all earlier commands are done
//
// Typical path:
//
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → riscv-iommu-pci → riscv-iommu-pci-tests/iommu_init_queues
package riscviommu
