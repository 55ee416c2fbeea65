// Package virtioinput ties virtio input devices to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtioinput for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-keyboard-pci → virtio → tests
package virtioinput
