// Package virtio9p ties virtio 9P transports to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtio9p for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-9p-pci → virtio-9p → tests
package virtio9p
