// Package riscvvirt has QEMU's "virt" machine for RISC-V with a 32-bit or a
// 64-bit CPU, a platform made for virtual machines (QEMU 11.1,
// docs/system/riscv/virt.rst). The device tree for the guest has the addresses
// of its parts. Typical paths:
//
//	riscv64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
//	riscv64/virt → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
package riscvvirt
