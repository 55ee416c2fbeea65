// Package virtioscsi has the tests of virtio SCSI hosts (virtio 1.3, section 5.6 "SCSI
// Host Device") with disks behind them. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-scsi-pci → virtio-scsi → virtio-scsi-tests/hotplug
package virtioscsi
