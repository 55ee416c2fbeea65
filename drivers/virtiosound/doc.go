// Package virtiosound ties virtio sound devices to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtiosound for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-sound-pci → virtio → tests
package virtiosound
