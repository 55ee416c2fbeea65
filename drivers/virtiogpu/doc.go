// Package virtiogpu ties virtio GPUs to the graph, on PCI with and without VGA
// compatibility and on the machine's transports (see libqos/device/virtio/virtiogpu for
// the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-gpu-pci → virtio → tests
package virtiogpu
