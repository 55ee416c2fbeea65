package virtio

import "context"

// StartSmall is [Hardware.Start] with queues of at most size descriptors, a power of two.
// The used ring of a small queue costs little to read.
func (h *Hardware) StartSmall(ctx context.Context, t Transport, understood Features, size uint16, indices ...uint16) (*Device, []*Queue, error) {
	d, err := h.Open(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	if err := d.Negotiate(ctx, understood); err != nil {
		return nil, nil, err
	}
	var queues []*Queue
	for _, i := range indices {
		most, err := t.QueueSize(ctx, i)
		if err != nil {
			return nil, nil, d.wrap("size of a queue", err)
		}
		q, err := d.QueueOf(ctx, i, min(size, most))
		if err != nil {
			return nil, nil, err
		}
		queues = append(queues, q)
	}
	if err := d.Start(ctx); err != nil {
		return nil, nil, err
	}
	return d, queues, nil
}
