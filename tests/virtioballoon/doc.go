// Package virtioballoon has the tests of traditional memory balloons (virtio 1.3, section
// 5.5 "Traditional Memory Balloon Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-balloon-pci → virtio-balloon → virtio-balloon-tests/migrate
package virtioballoon
