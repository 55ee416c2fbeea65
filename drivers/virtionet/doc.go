// Package virtionet ties virtio network devices to the graph, on PCI and on the
// machine's transports (see libqos/device/virtio/virtionet for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-net-pci → virtio-net → tests
package virtionet
