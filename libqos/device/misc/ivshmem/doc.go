// Package ivshmem is the guest's side of QEMU's devices of shared memory: ivshmem-plain, which has a memory
// that several machines share, and ivshmem-doorbell, by which they also interrupt each other. It is written
// from QEMU 11.1, docs/specs/ivshmem-spec.rst; names are from there.
//
//	v, err := d.Memory.Load(ctx, qtest.Width32, 0x100)
//	err = d.Ring(ctx, peer, vector)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ivshmem-doorbell → ivshmem-doorbell-tests/doorbells
package ivshmem
