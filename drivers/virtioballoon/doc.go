// Package virtioballoon ties virtio memory balloons to the graph, on PCI and on the
// machine's transports (see libqos/device/virtio/virtioballoon for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-balloon-pci → virtio → tests
package virtioballoon
