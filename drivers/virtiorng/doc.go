// Package virtiorng ties virtio entropy devices to the graph, on PCI and on the
// machine's transports (see libqos/device/virtio/virtiorng for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → tests
package virtiorng
