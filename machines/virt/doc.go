// Package virt has QEMU's "virt" machines for Arm, RISC-V and LoongArch, platforms made for
// virtual machines (QEMU 11.1, docs/system/arm/virt.rst, docs/system/riscv/virt.rst,
// docs/system/loongarch/virt.rst). They are built alike: the device tree for the guest has
// the addresses of their parts, and PCI devices are behind the generic host bridge. Typical
// paths:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package virt
