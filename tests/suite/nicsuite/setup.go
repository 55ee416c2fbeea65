package nicsuite

import (
	"context"
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Setup is a check's setup of a controller's port.
type Setup struct {
	Transmit    intelnic.TransmitFormat // nil: no transmit queue
	Receive     intelnic.ReceiveFormat  // nil: no receive queue
	Descriptors int                     // of each ring; 0 for 64
	Buffer      int                     // of a receive descriptor, in bytes; 0 for 2048
	Control     intelnic.ReceiveControl // in addition to RXEN and SECRC
	Empty       bool                    // the receive ring is offered no buffers
}

// RingSize returns the number of descriptors of each ring.
func (s Setup) RingSize() int {
	if s.Descriptors == 0 {
		return 64
	}
	return s.Descriptors
}

// BufferSize returns the size of a receive buffer, in bytes.
func (s Setup) BufferSize() int {
	if s.Buffer == 0 {
		return 2048
	}
	return s.Buffer
}

// Device is the driver of a controller. It applies a [Setup] to the queues.
type Device interface {
	Reset(ctx context.Context) error
	LinkUp(ctx context.Context) error
	SetVLANType(ctx context.Context, t ethernet.EtherType) error
	OpenTX(ctx context.Context, n, size int, format intelnic.TransmitFormat) (*intelnic.TXQueue, error)
	OpenRX(ctx context.Context, n int, s Setup) (*intelnic.RXQueue, error)
	StartTX(ctx context.Context) error
	StartRX(ctx context.Context, s Setup) error
	StopTX(ctx context.Context) error
	StopRX(ctx context.Context) error
}

// Attach returns the far end of the path's link.
func Attach(t *run.T) *ethernet.Peer {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return peer
}

// With resets the controller, sets the port up with queue 0 of the directions in s, calls
// check and takes the queues down.
func With(t testing.TB, d Device, p Port, s Setup, check func(p Port)) {
	t.Helper()
	ctx := t.Context()
	must(t, d.Reset(ctx))
	must(t, d.LinkUp(ctx))
	must(t, d.SetVLANType(ctx, ethernet.VLAN))
	if s.Transmit != nil {
		p.TX = OpenTX(t, d, 0, s)
		defer func() { must(t, p.TX.Close()) }()
		must(t, d.StartTX(ctx))
		defer func() { must(t, d.StopTX(ctx)) }()
	}
	if s.Receive != nil {
		p.RX = OpenRX(t, d, 0, s)
		defer func() { must(t, p.RX.Close()) }()
		must(t, d.StartRX(ctx, s))
		p.restart(t)
		defer func() { must(t, d.StopRX(ctx)) }()
	}
	check(p)
}

// OpenTX sets up transmit queue n.
func OpenTX(t testing.TB, d Device, n int, s Setup) *intelnic.TXQueue {
	t.Helper()
	q, err := d.OpenTX(t.Context(), n, s.RingSize(), s.Transmit)
	must(t, err)
	return q
}

// OpenRX sets up receive queue n, with all its buffers offered unless s.Empty
// is set.
func OpenRX(t testing.TB, d Device, n int, s Setup) *intelnic.RXQueue {
	t.Helper()
	q, err := d.OpenRX(t.Context(), n, s)
	must(t, err)
	if !s.Empty {
		must(t, q.FillAll(t.Context()))
	}
	return q
}
