// Package virtiortc ties virtio clocks to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtiortc for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rtc-pci → virtio → tests
package virtiortc
