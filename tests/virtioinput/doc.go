// Package virtioinput has the tests of virtio input devices (virtio 1.3, section 5.8
// "Input Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-keyboard-pci → virtio-keyboard → virtio-keyboard-tests/events
package virtioinput
