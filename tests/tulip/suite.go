package tulip

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// suite returns the checks of all controllers, with the controller set up by r.
func suite(t *run.T, r rig) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	r = r.withDefaults()
	s := ethersuite.Suite{Device: r, Machine: r.nic.Machine, Peer: peer, Address: tulip.Address(), Pieces: r.send - 1, Bits: 15}
	if r.hash {
		s.Hash, s.Bits = tulip.HashBit, tulip.HashBits
	}
	return s
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	nic           *tulip.Device
	format        tulip.Format
	send, receive int    // descriptors; 0 for 16
	buffers       [2]int // sizes of a receive descriptor's; 0 for 1600 bytes and none
	hash          bool   // groups are filtered by their hashes
	mode          tulip.Operation
	skip          int // longwords between descriptors
}

func (r rig) withDefaults() rig {
	if r.send == 0 {
		r.send = 16
	}
	if r.receive == 0 {
		r.receive = 16
	}
	if r.buffers == [2]int{} {
		r.buffers = [2]int{1600, 0}
	}
	return r
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	return r.open(ctx, f)
}

func (r rig) open(ctx context.Context, f ethersuite.Filter) (*port, error) {
	r = r.withDefaults()
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	mode := r.mode
	if f.Promiscuous {
		mode |= tulip.Promiscuous
	}
	if f.AllGroups {
		mode |= tulip.PassAllMulticast
	}
	if err := errors.Join(r.nic.SetMode(ctx, 0, mode), r.nic.SetSkip(ctx, r.skip)); err != nil {
		return nil, err
	}
	tx, err := r.nic.OpenTX(ctx, r.send, r.format)
	if err != nil {
		return nil, err
	}
	groups := f.Groups
	if f.Broadcast {
		groups = append(groups, ethernet.Broadcast())
	}
	if r.hash {
		err = tx.FilterGroups(ctx, tulip.Address(), groups...)
	} else {
		err = tx.Filter(ctx, append([]ethernet.MAC{tulip.Address()}, groups...)...)
	}
	if err != nil {
		return nil, errors.Join(err, tx.Close(ctx))
	}
	rx, err := r.nic.OpenRX(ctx, r.receive, r.format, r.buffers[0], r.buffers[1])
	if err != nil {
		return nil, errors.Join(err, tx.Close(ctx))
	}
	return &port{rig: r, tx: tx, rx: rx}, nil
}

// port is the controller with both lists.
type port struct {
	rig
	tx *tulip.Transmitter
	rx *tulip.Receiver
	// Status is that of the last received frame.
	status tulip.Received
}

// Room returns the number of frames of the longest size that can wait in each direction.
func (p *port) Room() int {
	const longest = ethernet.MaxSize + tulip.FCS
	each := p.buffers[0] + p.buffers[1]
	return min(p.send, p.receive/((longest+each-1)/each))
}

// Post hands a frame to the controller, with two pieces in a descriptor of a ring.
func (p *port) Post(ctx context.Context, pieces ...[]byte) error {
	var fragments []tulip.Fragment
	for len(pieces) > 0 {
		f := tulip.Fragment{First: pieces[0]}
		pieces = pieces[1:]
		if p.format == tulip.Ring && len(pieces) > 0 {
			f.Second, pieces = pieces[0], pieces[1:]
		}
		fragments = append(fragments, f)
	}
	return p.tx.Post(ctx, true, true, fragments...)
}

// Sent waits until the controller has sent all posted frames.
func (p *port) Sent(ctx context.Context) error { return p.tx.Complete(ctx) }

// Receive waits for the next frame.
func (p *port) Receive(ctx context.Context) (frame []byte, err error) {
	frame, p.status, err = p.rx.Receive(ctx)
	return frame, err
}

// Pending reports whether a frame waits in guest memory.
func (p *port) Pending(ctx context.Context) (bool, error) { return p.rx.Pending(ctx) }

// Close stops the controller.
func (p *port) Close(ctx context.Context) error {
	return errors.Join(p.rx.Close(ctx), p.tx.Close(ctx))
}
