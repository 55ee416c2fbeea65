// Package virtiomem ties virtio memory devices to the graph, on PCI (see
// libqos/device/virtio/virtiomem for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-mem-pci → virtio → tests
package virtiomem
