// Package virtioinput drives virtio input devices (virtio 1.3, section 5.8 "Input
// Device"): keyboards, mice, tablets and touch screens. Types and codes of events are
// those of Linux (include/uapi/linux/input-event-codes.h), to which the section refers.
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-keyboard-pci → virtio-keyboard → tests
package virtioinput
