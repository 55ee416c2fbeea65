// Package virtioscsi ties virtio SCSI hosts to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/virtioscsi for the hardware). Tests add the
// devices behind a host. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-scsi-pci → virtio-scsi → tests
package virtioscsi
