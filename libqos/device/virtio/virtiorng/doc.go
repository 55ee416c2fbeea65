// Package virtiorng declares virtio entropy devices (virtio 1.3, section 5.4
// "Entropy Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → tests
package virtiorng
