// Package virtiocrypto ties virtio crypto devices to the graph, on PCI and on the
// machine's transports (see libqos/device/virtio/virtiocrypto for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-crypto-pci → virtio → tests
package virtiocrypto
