// Package virtioscsi ties virtio SCSI hosts to the graph, on PCI and on transports of the
// machine's (see libqos/device/virtio/virtioscsi for the hardware). What is behind a host is up to the
// test. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-scsi-pci → virtio-scsi → tests
package virtioscsi
