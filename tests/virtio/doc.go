// Package virtio has the tests that every virtio device must pass, of any type
// (virtio 1.3, sections 2 "Basic Facilities of a Virtio Device" and 3 "General
// Initialization And Device Operation"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → virtio-tests/nop
package virtio
