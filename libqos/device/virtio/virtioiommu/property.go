package virtioiommu

import (
	"encoding/binary"
	"fmt"
)

// ReservedRegion is a range of virtual addresses that cannot be mapped (virtio 1.3, section
// 5.13.6.8.1 "Property RESV_MEM").
type ReservedRegion struct {
	Kind     RegionKind
	Start    uint64
	End      uint64 // the last address
	Reserved uint32 // the reserved bits of the property and the reserved bytes of the region: zero
}

// RegionKind is the subtype field of a reserved region.
type RegionKind uint8

// The kinds.
const (
	RegionReserved RegionKind = 0 // VIRTIO_IOMMU_RESV_MEM_T_RESERVED
	RegionMSI      RegionKind = 1 // VIRTIO_IOMMU_RESV_MEM_T_MSI: the doorbell of message signalled interrupts
)

// Overlaps reports whether the regions have an address in common.
func (r ReservedRegion) Overlaps(other ReservedRegion) bool {
	return r.Start <= other.End && other.Start <= r.End
}

// Layout of a property (virtio 1.3, section 5.13.6.7 "PROBE request").
const (
	propertyHead   = 4
	propertyType   = 1<<12 - 1
	reservedMemory = 1  // VIRTIO_IOMMU_PROBE_T_RESV_MEM
	regionSize     = 20 // struct virtio_iommu_probe_resv_mem without its head
)

// ParseProperties returns the reserved regions of a list of properties, and the bytes behind the list. It
// is an error if the list has another property, or one that is cut off.
func ParseProperties(list []byte) (regions []ReservedRegion, rest []byte, err error) {
	le := binary.LittleEndian
	for len(list) >= propertyHead && le.Uint16(list)&propertyType != 0 {
		kind, size := le.Uint16(list), int(le.Uint16(list[2:]))
		if kind&propertyType != reservedMemory || size != regionSize || len(list) < propertyHead+size {
			return nil, nil, fmt.Errorf("virtioiommu: property of type %d with %d bytes, want a reserved region", kind&propertyType, size)
		}
		p := list[propertyHead:]
		regions = append(regions, ReservedRegion{
			Kind: RegionKind(p[0]), Start: le.Uint64(p[4:]), End: le.Uint64(p[12:]),
			Reserved: uint32(kind&^propertyType) | le.Uint32(p)>>8<<16,
		})
		list = p[size:]
	}
	return regions, list, nil
}
