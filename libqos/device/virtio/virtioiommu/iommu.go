package virtioiommu

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// IOMMU is an IOMMU with a driver that has started it.
type IOMMU struct {
	*virtio.Device
	Requests *virtio.Queue
	Events   *virtio.Queue
}

// Open opens the device, negotiates the understood features that it offers, and starts
// it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*IOMMU, error) {
	dev, queues, err := hw.Start(ctx, t, understood, RequestQueue, EventQueue)
	if err != nil {
		return nil, err
	}
	return &IOMMU{Device: dev, Requests: queues[0], Events: queues[1]}, nil
}

// tailSize is the size, in bytes, of the status and the reserved bytes after it.
const tailSize = 4

// Do hands the device a request as laid out in memory. It returns the status and the
// room bytes before it, both written by the device.
func (m *IOMMU) Do(ctx context.Context, request []byte, room int) (Status, []byte, error) {
	memory := m.Machine()
	written := make([]byte, room+tailSize)
	addr, err := memory.Alloc.Alloc(uint64(len(request)+len(written)), 8)
	if err != nil {
		return statusNotWritten, nil, m.wrap(err)
	}
	err = m.do(ctx, addr, request, written)
	if err := errors.Join(err, memory.Alloc.Free(addr)); err != nil {
		return statusNotWritten, nil, m.wrap(err)
	}
	return Status(written[room]), written[:room], nil
}

func (m *IOMMU) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtioiommu: request to %v: %w", m.Device, err)
}

func (m *IOMMU) do(ctx context.Context, addr uint64, request, written []byte) error {
	for i := range written {
		written[i] = byte(statusNotWritten)
	}
	memory := m.Machine()
	at := addr + uint64(len(request))
	if err := errors.Join(memory.WriteMemory(ctx, addr, request), memory.WriteMemory(ctx, at, written)); err != nil {
		return err
	}
	head, err := m.Requests.Add(virtio.Readable(addr, uint32(len(request))), virtio.Writable(at, uint32(len(written))))
	if err != nil {
		return err
	}
	if _, err := m.Requests.Finish(ctx, head); err != nil {
		return err
	}
	return memory.ReadMemory(ctx, at, written)
}
