package virtiommio

import (
	"context"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Inspector is a transport of version 2 with what tests of the registers need, and drivers do
// not.
type Inspector interface {
	// SetReady writes QueueReady of a queue that was set up.
	SetReady(ctx context.Context, queue uint16, ready bool) error
	// Resetting reports whether QueueReset of a queue is not 0.
	Resetting(ctx context.Context, queue uint16) (bool, error)
}

var _ Inspector = (*modern)(nil)

// Inspect returns what tests of the registers need of a transport, if it is of version 2.
func Inspect(t virtio.Transport) (Inspector, bool) {
	i, ok := t.(Inspector)
	return i, ok
}

func (t *modern) SetReady(ctx context.Context, queue uint16, ready bool) error {
	if err := queueSel.Write(ctx, t.space, uint32(queue)); err != nil {
		return err
	}
	v := uint32(0)
	if ready {
		v = 1
	}
	return queueReady.Write(ctx, t.space, v)
}

func (t *modern) Resetting(ctx context.Context, queue uint16) (bool, error) {
	if err := queueSel.Write(ctx, t.space, uint32(queue)); err != nil {
		return false, err
	}
	v, err := queueReset.Read(ctx, t.space)
	return v != 0, err
}
