package virtionet

import "context"

// openPairs sets up the queues of all pairs but the first, and returns the index of the
// control queue, which follows them (virtio 1.3, section 5.1.2 "Virtqueues").
func (n *NIC) openPairs(ctx context.Context) (control uint16, err error) {
	count, err := ConfigMaxQueuePairs.Read(ctx, n.Config())
	if err != nil {
		return 0, n.wrap("pairs of queues of", err)
	}
	n.pairs = []*NIC{n}
	for pair := uint16(1); pair < count; pair++ {
		p := *n
		p.posted, p.pairs = map[uint16]*posted{}, nil
		if p.RX, err = n.Queue(ctx, 2*pair+ReceiveQueue); err != nil {
			return 0, err
		}
		if p.TX, err = n.Queue(ctx, 2*pair+TransmitQueue); err != nil {
			return 0, err
		}
		n.pairs = append(n.pairs, &p)
	}
	return 2 * count, nil
}

// Pairs returns the device once for each pair of queues, which Transmit, Post and
// Receive then use. Without [FeatureMQ] there is none. Only the device itself can be
// closed and takes commands.
func (n *NIC) Pairs() []*NIC { return n.pairs }

// SetPairs sets how many pairs of queues the device uses (virtio 1.3, section 5.1.6.5.6
// "Automatic receive steering in multiqueue mode"). After a reset it is one.
func (n *NIC) SetPairs(ctx context.Context, count int) error {
	var data [2]byte
	n.Order().PutUint16(data[:], uint16(count))
	return n.Execute(ctx, MQPairsSet, data[:])
}
