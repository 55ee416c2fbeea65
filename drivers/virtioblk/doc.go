// Package virtioblk ties virtio block devices to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtioblk for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-blk-pci → virtio-blk → tests
package virtioblk
