// Package ivshmem tests QEMU's devices of shared memory: the memory, the interrupts among those who share it,
// and a server that is wrong or gone (see libqos/device/misc/ivshmem for the specification). In two of the
// tests there are two QEMUs. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ivshmem-doorbell → ivshmem-doorbell-tests/doorbells
package ivshmem
