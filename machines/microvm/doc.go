// Package microvm has QEMU's "microvm" machine, an x86 platform without PCI
// that boots fast (QEMU 11.1, docs/system/i386/microvm.rst). Typical path:
//
//	x86_64/microvm → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
package microvm
