package virtioiommu

import (
	"encoding/binary"
	"fmt"
)

// FaultSize is the size of a fault report, in bytes.
const FaultSize = 24

// FaultReport is the message that the device writes to a buffer of the event queue when an endpoint
// may not make an access (virtio 1.3, section 5.13.6.9 "Fault reporting").
type FaultReport struct {
	Reason   FaultReason
	Flags    FaultFlags
	Endpoint uint32
	Address  uint64 // of the access, with FaultAddress
	Reserved uint64 // both reserved fields together: zero
}

// FaultReason is the reason field of a fault report.
type FaultReason uint8

// The reasons.
const (
	FaultUnknown FaultReason = 0 // VIRTIO_IOMMU_FAULT_R_UNKNOWN
	FaultDomain  FaultReason = 1 // VIRTIO_IOMMU_FAULT_R_DOMAIN: the endpoint has no domain
	FaultMapping FaultReason = 2 // VIRTIO_IOMMU_FAULT_R_MAPPING: no mapping, or one without that access
)

// FaultFlags is the flags field of a fault report.
type FaultFlags uint32

// What a fault report says of the access.
const (
	FaultRead    FaultFlags = 1 << 0 // VIRTIO_IOMMU_FAULT_F_READ
	FaultWrite   FaultFlags = 1 << 1 // VIRTIO_IOMMU_FAULT_F_WRITE
	FaultAddress FaultFlags = 1 << 8 // VIRTIO_IOMMU_FAULT_F_ADDRESS: Address is valid
)

// ParseFault returns the report in a buffer of the event queue.
func ParseFault(p []byte) (FaultReport, error) {
	if len(p) < FaultSize {
		return FaultReport{}, fmt.Errorf("virtioiommu: fault report of %d bytes, want %d", len(p), FaultSize)
	}
	le := binary.LittleEndian
	return FaultReport{
		Reason: FaultReason(p[0]), Flags: FaultFlags(le.Uint32(p[4:])), Endpoint: le.Uint32(p[8:]), Address: le.Uint64(p[16:]),
		Reserved: uint64(le.Uint32(p)>>8) | uint64(le.Uint32(p[12:]))<<32,
	}, nil
}
