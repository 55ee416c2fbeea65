// Package loongarch64virt has QEMU's "virt" machine for LoongArch, a platform
// made for virtual machines (QEMU 11.1, docs/system/loongarch/virt.rst). The
// device tree for the guest has the addresses of its parts. Typical path:
//
//	loongarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package loongarch64virt
