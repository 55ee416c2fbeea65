// Package virtioballoon declares traditional memory balloon devices (virtio 1.3,
// section 5.5 "Traditional Memory Balloon Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-balloon-pci → virtio → tests
package virtioballoon
