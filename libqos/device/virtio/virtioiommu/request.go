package virtioiommu

import (
	"context"
	"encoding/binary"
)

// RequestType is the type field of a request.
type RequestType uint8

// Types of request.
const (
	TypeAttach RequestType = 1 // VIRTIO_IOMMU_T_ATTACH
	TypeDetach RequestType = 2 // VIRTIO_IOMMU_T_DETACH
	TypeMap    RequestType = 3 // VIRTIO_IOMMU_T_MAP
	TypeUnmap  RequestType = 4 // VIRTIO_IOMMU_T_UNMAP
	TypeProbe  RequestType = 5 // VIRTIO_IOMMU_T_PROBE
)

// Attachment is an endpoint with the domain that it is attached to, or detached from.
type Attachment struct {
	Domain   uint32
	Endpoint uint32 // of a PCI device: its bus, device and function numbers
	Flags    AttachFlags
}

// AttachFlags is the flags field of an ATTACH request.
type AttachFlags uint32

// Bypass lets the endpoints of a new domain access all memory. It needs
// [FeatureBypassConfig].
const Bypass AttachFlags = 1 << 0

// Mapping maps a range of virtual addresses to physical addresses.
type Mapping struct {
	Domain   uint32
	Start    uint64 // the first virtual address
	End      uint64 // the last one
	Physical uint64 // physical address of Start
	Flags    MapFlags
}

// MapFlags is the flags field of a MAP request.
type MapFlags uint32

// Accesses that endpoints may make.
const (
	Read  MapFlags = 1 << 0 // VIRTIO_IOMMU_MAP_F_READ
	Write MapFlags = 1 << 1 // VIRTIO_IOMMU_MAP_F_WRITE
	MMIO  MapFlags = 1 << 2 // VIRTIO_IOMMU_MAP_F_MMIO: the range is not RAM; needs FeatureMMIO
)

// head is the front of a request: its type and three reserved bytes.
func head(t RequestType) []byte { return []byte{byte(t), 0, 0, 0} }

// Attach attaches an endpoint (virtio 1.3, section 5.13.6.3 "ATTACH request").
func (m *IOMMU) Attach(ctx context.Context, a Attachment) (Status, error) {
	return m.status(ctx, AttachRequest(a))
}

// AttachRequest returns the ATTACH request as laid out in memory.
func AttachRequest(a Attachment) []byte {
	le := binary.LittleEndian
	p := le.AppendUint32(le.AppendUint32(head(TypeAttach), a.Domain), a.Endpoint)
	p = le.AppendUint32(p, uint32(a.Flags))
	return append(p, make([]byte, 4)...)
}

// DetachRequest returns the DETACH request as laid out in memory (virtio 1.3, section
// 5.13.6.4 "DETACH request").
func DetachRequest(domain, endpoint uint32) []byte {
	le := binary.LittleEndian
	p := le.AppendUint32(le.AppendUint32(head(TypeDetach), domain), endpoint)
	return append(p, make([]byte, 8)...)
}

// Map adds a mapping (virtio 1.3, section 5.13.6.5 "MAP request").
func (m *IOMMU) Map(ctx context.Context, x Mapping) (Status, error) {
	return m.status(ctx, MapRequest(x))
}

// MapRequest returns the MAP request as laid out in memory.
func MapRequest(x Mapping) []byte {
	le := binary.LittleEndian
	p := le.AppendUint32(head(TypeMap), x.Domain)
	for _, addr := range []uint64{x.Start, x.End, x.Physical} {
		p = le.AppendUint64(p, addr)
	}
	return le.AppendUint32(p, uint32(x.Flags))
}

// Unmap removes the mappings within the virtual addresses from start to end,
// inclusive (virtio 1.3, section 5.13.6.6 "UNMAP request").
func (m *IOMMU) Unmap(ctx context.Context, domain uint32, start, end uint64) (Status, error) {
	return m.status(ctx, UnmapRequest(domain, start, end))
}

// UnmapRequest returns the UNMAP request as laid out in memory.
func UnmapRequest(domain uint32, start, end uint64) []byte {
	le := binary.LittleEndian
	p := le.AppendUint64(le.AppendUint64(le.AppendUint32(head(TypeUnmap), domain), start), end)
	return append(p, make([]byte, 4)...)
}

// Probe requests an endpoint's properties, in size bytes; size must be probe_size
// (virtio 1.3, section 5.13.6.7 "PROBE request").
func (m *IOMMU) Probe(ctx context.Context, endpoint uint32, size int) (Status, []byte, error) {
	p := binary.LittleEndian.AppendUint32(head(TypeProbe), endpoint)
	return m.Do(ctx, append(p, make([]byte, 64)...), size)
}

func (m *IOMMU) status(ctx context.Context, request []byte) (Status, error) {
	s, _, err := m.Do(ctx, request, 0)
	return s, err
}
