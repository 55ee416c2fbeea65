// Package virtiomem has the tests of virtio memory devices (virtio 1.3, section 5.15
// "Memory Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-mem-pci → virtio-mem → virtio-mem-tests/blocks
package virtiomem
