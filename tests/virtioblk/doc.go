// Package virtioblk has the tests of virtio block devices (virtio 1.3, section 5.2 "Block
// Device"). They compare the device's results with the file behind its drive. Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-blk-pci → virtio-blk → virtio-blk-tests/basic
package virtioblk
