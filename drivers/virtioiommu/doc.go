// Package virtioiommu ties virtio IOMMUs to PCI (see libqos/device/virtio/virtioiommu for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-iommu-pci → virtio-iommu → tests
package virtioiommu
