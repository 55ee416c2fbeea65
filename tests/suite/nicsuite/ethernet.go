package nicsuite

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Ethernet returns the checks of all Ethernet controllers, with queues 0 of both directions
// set up by s. Frames have up to 9014 bytes with RCTL.LPE in it.
func Ethernet(d Device, p Port, s Setup) ethersuite.Suite {
	longest := ethernet.MaxSize
	if s.Control&intelnic.ReceiveLPE != 0 {
		longest = ethernet.HeaderSize + 9000
	}
	return ethersuite.Suite{
		Device: opener{d, p, s, longest}, Machine: p.Machine, Peer: p.Peer, Address: p.Address,
		Longest: longest, Pieces: 8,
	}
}

// exchange sends and receives n frames through the port's queues.
func (p Port) exchange(t testing.TB, n int) {
	t.Helper()
	o := opener{port: p, setup: Setup{Descriptors: p.TX.Size()}, longest: ethernet.MaxSize}
	s := ethersuite.Suite{Machine: p.Machine, Peer: p.Peer, Address: p.Address}
	s.Exchange(t, &queues{opener: o}, n)
}

// opener is a controller as package ethersuite sets it up.
type opener struct {
	device  Device
	port    Port // without queues
	setup   Setup
	longest int // frame, in bytes
}

// Open resets the controller and has both directions run with the filter.
func (o opener) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	q := &queues{opener: o, groups: f.Groups}
	for bits, on := range map[intelnic.ReceiveControl]bool{
		intelnic.ReceiveBAM: f.Broadcast, intelnic.ReceiveMPE: f.AllGroups,
		intelnic.ReceiveUPE | intelnic.ReceiveMPE: f.Promiscuous,
	} {
		if on {
			q.setup.Control |= bits
		}
	}
	if err := q.open(ctx); err != nil {
		return nil, fmt.Errorf("nicsuite: set up: %w", err)
	}
	return q, nil
}

// queues are queues 0 of a controller.
type queues struct {
	opener
	groups []ethernet.MAC
}

func (q *queues) open(ctx context.Context) error {
	d, s := q.device, q.setup
	err := errors.Join(d.Reset(ctx), d.LinkUp(ctx), d.SetVLANType(ctx, ethernet.VLAN))
	if err != nil {
		return err
	}
	if q.port.TX, err = d.OpenTX(ctx, 0, s.RingSize(), s.Transmit); err != nil {
		return err
	}
	if q.port.RX, err = d.OpenRX(ctx, 0, s); err != nil {
		return err
	}
	err = errors.Join(q.port.RX.FillAll(ctx), d.StartTX(ctx), d.StartRX(ctx, s), q.setGroups(ctx, true))
	if q.port.Restart != 0 {
		err = errors.Join(err, q.port.Machine.Pass(ctx, q.port.Restart))
	}
	return err
}

// setGroups puts the groups of the filter into the multicast table, or takes them out.
func (q *queues) setGroups(ctx context.Context, on bool) error {
	for _, group := range q.groups {
		if err := q.port.SetMulticast(ctx, group, 0, on); err != nil {
			return err
		}
	}
	return nil
}

// Room returns the number of frames that can wait in each direction.
func (q *queues) Room() int {
	rx := (q.setup.RingSize() - 1) / q.port.RX.Descriptors(q.longest)
	return min(q.setup.RingSize()-1, rx)
}

// Post hands a frame to the controller.
func (q *queues) Post(ctx context.Context, pieces ...[]byte) error {
	if err := q.port.TX.Post(intelnic.Offload{}, pieces...); err != nil {
		return err
	}
	return q.port.TX.Kick(ctx)
}

// Sent waits until the controller has sent all frames.
func (q *queues) Sent(ctx context.Context) error { return q.port.TX.Reclaim(ctx) }

// Receive returns the next frame, and offers its buffers again.
func (q *queues) Receive(ctx context.Context) ([]byte, error) {
	r, err := q.port.RX.Receive(ctx)
	if err != nil {
		return nil, err
	}
	if want := q.port.RX.Descriptors(len(r.Data)); r.Descriptors != want {
		return nil, fmt.Errorf("frame of %d bytes: got %d descriptors, want %d", len(r.Data), r.Descriptors, want)
	}
	return r.Data, unsound(r)
}

// Pending reports whether a frame waits in guest memory.
func (q *queues) Pending(ctx context.Context) (bool, error) { return q.port.RX.Pending(ctx) }

// Close stops both directions and frees all memory. The controller must have sent all that
// it was given: head and tail of the transmit ring are equal.
func (q *queues) Close(ctx context.Context) error {
	return errors.Join(q.idle(ctx), q.setGroups(ctx, false), q.device.StopRX(ctx), q.device.StopTX(ctx), q.port.RX.Close(), q.port.TX.Close())
}

func (q *queues) idle(ctx context.Context) error {
	block := q.port.TX.Block()
	head, err := block.Head().Read(ctx, q.port.Regs)
	if err != nil {
		return err
	}
	tail, err := block.Tail().Read(ctx, q.port.Regs)
	if err == nil && head != tail {
		err = fmt.Errorf("transmit head %d and tail %d, want them equal", head, tail)
	}
	return err
}
