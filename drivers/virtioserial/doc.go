// Package virtioserial ties virtio consoles to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtioserial for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-serial-pci → virtio → tests
package virtioserial
