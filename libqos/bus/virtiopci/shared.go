package virtiopci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// SharedMemory is a shared memory region as the device presents it (virtio 1.3, section
// 4.1.4.7 "Shared memory capability").
type SharedMemory struct {
	ID     uint8 // of the region among those of the device
	BAR    uint8
	Offset uint64 // in the BAR, in bytes
	Length uint64 // in bytes
}

// Registers of the capability beyond those of the others (struct virtio_pci_cap64).
const (
	capID         reg.Reg[uint8]  = 5  // id
	capOffsetHigh reg.Reg[uint32] = 16 // offset_hi
	capLengthHigh reg.Reg[uint32] = 20 // length_hi
)

// Shared returns the shared memory region of the capability; false if it is not that of one.
func (c Capability) Shared(ctx context.Context) (SharedMemory, bool, error) {
	if c.kind != sharedMemory {
		return SharedMemory{}, false, nil
	}
	id, err1 := capID.Read(ctx, c.space)
	offset, err2 := capOffsetHigh.Read(ctx, c.space)
	length, err3 := capLengthHigh.Read(ctx, c.space)
	if err := errors.Join(err1, err2, err3); err != nil {
		return SharedMemory{}, false, fmt.Errorf("virtiopci: shared memory: %w", err)
	}
	return SharedMemory{
		ID: id, BAR: c.BAR, Offset: uint64(offset)<<32 | uint64(c.Offset), Length: uint64(length)<<32 | uint64(c.Length),
	}, true, nil
}
