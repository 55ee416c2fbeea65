// Package virtioiommu is the driver of virtio IOMMUs (virtio 1.3, section 5.13 "IOMMU
// Device"). Endpoints, the devices that access memory, are attached to domains.
// Domains have mappings.
//
//	iommu, err := virtioiommu.Open(ctx, hw, hw.Transports[0], virtio.FeaturesOf(virtioiommu.FeatureMapUnmap))
//	status, err := iommu.Attach(ctx, virtioiommu.Attachment{Domain: 1, Endpoint: 0x20})
//	status, err = iommu.Map(ctx, virtioiommu.Mapping{Domain: 1, Start: 0x1000, End: 0x1fff, Physical: 0x80000, Flags: virtioiommu.Read})
package virtioiommu
