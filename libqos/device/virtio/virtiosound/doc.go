// Package virtiosound drives virtio sound devices (virtio 1.3, section 5.14 "Sound
// Device"): streams that play. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-sound-pci → virtio-sound → tests
package virtiosound
