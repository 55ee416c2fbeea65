// Package ivshmem ties QEMU's devices of shared memory to PCI (see libqos/device/misc/ivshmem for the
// specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ivshmem-plain → ivshmem-plain-tests/memory
package ivshmem
