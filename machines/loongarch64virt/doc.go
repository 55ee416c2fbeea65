// Package loongarch64virt has QEMU's "virt" machine for LoongArch, a platform
// made for virtual machines (QEMU 11.1, docs/system/loongarch/virt.rst). Where its
// parts are, the device tree says that it gives its guest. Typical path:
//
//	loongarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package loongarch64virt
