// Package virtiopmem drives virtio persistent memory (virtio 1.3, section 5.19 "PMEM
// Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-pmem-pci → virtio-pmem → tests
package virtiopmem
