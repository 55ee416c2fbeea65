package nvme

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/tests/suite/throttlesuite"
)

// counted is a queue whose commands are counted. All of them have the same data.
type counted struct {
	*nvme.Queue
	data *nvme.Buffer
}

// Start implements [throttlesuite.Drive].
func (c counted) Start(ctx context.Context, write bool, n, size int) error {
	command := nvme.Read(namespace, 0, size/blockSize)
	if write {
		command = nvme.Write(namespace, 0, size/blockSize)
	}
	if _, err := c.SQ.PushAll(ctx, slices.Repeat([]nvme.Command{command.With(c.data)}, n)...); err != nil {
		return err
	}
	return c.SQ.Ring(ctx)
}

// Ended implements [throttlesuite.Drive].
func (c counted) Ended(ctx context.Context) (n int, err error) {
	for {
		done, found, err := c.CQ.Take(ctx)
		switch {
		case err != nil:
			return n, err
		case !found && n == 0:
			return 0, nil
		case !found:
			return n, c.CQ.Release(ctx)
		case done.Err() != nil:
			return n, done.Err()
		}
		n++
	}
}

// throttling limits the drive of a namespace.
func throttling(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 128}, func(q *nvme.Queue) {
			const most = 2 * 4096 // bytes of a command
			withBuffer(t, d, most, nvme.Layout{}, func(b *nvme.Buffer) {
				throttlesuite.Limits(t, block.Drive, counted{q, b}, d.Machine.Clock())
			})
		})
	})
}
