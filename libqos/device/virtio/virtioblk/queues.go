package virtioblk

import (
	"context"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// OpenQueues opens and starts a device with all its queues, as num_queues tells with
// [FeatureMQ], or with one. It returns the device once for each queue; only the first is
// closed, after the requests of the others have ended.
func OpenQueues(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) ([]*Disk, error) {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := dev.Negotiate(ctx, understood); err != nil {
		return nil, err
	}
	count := uint16(1)
	if dev.Has(FeatureMQ) {
		if count, err = ConfigNumQueues.Read(ctx, dev.Config()); err != nil {
			return nil, err
		}
	}
	var disks []*Disk
	for i := range count {
		q, err := dev.Queue(ctx, RequestQueue+i)
		if err != nil {
			return nil, err
		}
		disks = append(disks, &Disk{Device: dev, Requests: q, pending: map[uint16]*pending{}})
	}
	return disks, dev.Start(ctx)
}
