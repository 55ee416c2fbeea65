// Package virtioiommu has the tests of virtio IOMMUs (virtio 1.3, section 5.13 "IOMMU
// Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-iommu-pci → virtio-iommu → virtio-iommu-tests/map_unmap
package virtioiommu
