// Package virtioserial declares virtio console devices, which QEMU calls
// virtio-serial (virtio 1.3, section 5.3 "Console Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-serial-pci → virtio → tests
package virtioserial
