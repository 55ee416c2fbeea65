package virtioiommu

import (
	"bytes"
	"context"
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
// room bytes before it, both written by the device. The error wraps [virtio.ErrDevice] if the
// device reports another number of bytes as written, or if reserved bytes behind the status are
// not 0.
func (m *IOMMU) Do(ctx context.Context, request []byte, room int) (Status, []byte, error) {
	reply, written, err := m.Requests.Exchange(ctx, request, room+tailSize)
	if err != nil {
		return statusNotWritten, nil, m.wrap(err)
	}
	reserved := reply[room+1:]
	if int(written) != len(reply) || !bytes.Equal(reserved, make([]byte, len(reserved))) {
		return statusNotWritten, nil, m.wrap(fmt.Errorf("%w: got %d bytes and % x behind the status, want %d and zeros", virtio.ErrDevice, written, reserved, len(reply)))
	}
	return Status(reply[room]), reply[:room], nil
}

func (m *IOMMU) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtioiommu: request to %v: %w", m.Device, err)
}
