// Package virtiopmem ties virtio persistent memory to the graph, on PCI (see
// libqos/device/virtio/virtiopmem for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-pmem-pci → virtio → tests
package virtiopmem
