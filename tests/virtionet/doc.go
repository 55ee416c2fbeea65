// Package virtionet has the tests of virtio network devices (virtio 1.3, section
// 5.1 "Network Device"). The sections are listed in chapters.md beside this file. Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-net-pci → virtio-net → virtio-net-tests/basic
package virtionet
