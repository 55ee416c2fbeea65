// Package virtiorng has the tests of virtio entropy devices (virtio 1.3, section 5.4
// "Entropy Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio-rng-pci-tests/hotplug
package virtiorng
