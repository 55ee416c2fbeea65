// Package armvirt has QEMU's "virt" machine for Arm with a 32-bit or a 64-bit
// CPU, a platform made for virtual machines (QEMU 11.1, docs/system/arm/virt.rst).
// The device tree for the guest has the addresses of its parts. Typical paths:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package armvirt
