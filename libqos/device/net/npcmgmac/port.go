package npcmgmac

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/chain"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Device]("npcm-gmac")

// FarEnd is the backend at the other end of the wire.
var FarEnd = graph.NewHandle("gmac")

// Kind returns the kind of a board's part, behind so many others of its kind.
func Kind(before int) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Device, error) {
		return &Device{board.At(m, p)}, nil
	}, ethernet.OnBoard(Driver.Name(), FarEnd, before)...)
}

// Device is a controller.
type Device struct{ board.Device }

// Reset resets the controller.
func (d *Device) Reset(ctx context.Context) error {
	if err := BusMode.Write(ctx, d.Regs, SoftwareReset); err != nil {
		return fmt.Errorf("npcmgmac: reset: %w", err)
	}
	return d.Machine.Wait(ctx, "the end of a reset of the GMAC", func(ctx context.Context) (bool, error) {
		v, err := BusMode.Read(ctx, d.Regs)
		return v&SoftwareReset == 0, err
	})
}

// ReadPHY reads a register of a PHY.
func (d *Device) ReadPHY(ctx context.Context, phy, n int) (uint16, error) {
	if err := PHYRegister.Write(ctx, d.Regs, PHY(phy)<<11|PHY(n)<<6|PHYBusy); err != nil {
		return 0, fmt.Errorf("npcmgmac: read register %d of PHY %d: %w", n, phy, err)
	}
	err := d.Machine.Wait(ctx, "the PHY of the GMAC", func(ctx context.Context) (bool, error) {
		v, err := PHYRegister.Read(ctx, d.Regs)
		return v&PHYBusy == 0, err
	})
	if err != nil {
		return 0, err
	}
	v, err := PHYData.Read(ctx, d.Regs)
	return uint16(v), err
}

// HashBit returns the bit, of 64, of the filter that lets a group through.
func HashBit(a ethernet.MAC) int { return int(^a.CRC() >> 26) }

// Setup is how a controller is started.
type Setup struct {
	Address ethernet.MAC
	Groups  []ethernet.MAC
	Filter  Filter
	With    Config // further bits
}

// descriptors is their number in each direction, room the size of their buffers.
const (
	descriptors = 8
	room        = 1536
)

// Port is a controller that runs.
type Port struct {
	FCS        []byte // of the last received frame, unless it was stripped
	Sending    *chain.Ring
	Receiving  *chain.Ring
	d          *Device
	fcs        int // bytes of the FCS behind each received frame
	posted     int // descriptors handed to the controller
	sent, took int
}

// Start resets the controller and starts it in both directions.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	p := &Port{d: d}
	if s.With&StripFCS == 0 {
		p.fcs = 4
	}
	if err := d.Reset(ctx); err != nil {
		return nil, err
	}
	var err error
	if p.Sending, err = chain.Open(ctx, d.Machine, descriptors, room); err != nil {
		return nil, err
	}
	if p.Receiving, err = chain.Open(ctx, d.Machine, descriptors, room); err != nil {
		return nil, err
	}
	for n := range descriptors {
		err = errors.Join(err, p.give(ctx, n))
	}
	var hash uint64
	for _, g := range s.Groups {
		hash |= 1 << HashBit(g)
		s.Filter |= HashGroups
	}
	return p, errors.Join(err,
		AddressHigh.Write(ctx, d.Regs, uint32(binary.LittleEndian.Uint16(s.Address[4:]))),
		AddressLow.Write(ctx, d.Regs, binary.LittleEndian.Uint32(s.Address[:4])),
		HashHigh.Write(ctx, d.Regs, uint32(hash>>32)),
		HashLow.Write(ctx, d.Regs, uint32(hash)),
		FilterRegister.Write(ctx, d.Regs, s.Filter),
		TransmitList.Write(ctx, d.Regs, p.Sending.Descriptor(0)),
		ReceiveList.Write(ctx, d.Regs, p.Receiving.Descriptor(0)),
		ConfigRegister.Write(ctx, d.Regs, s.With|FullDuplex|ReceiveOn|TransmitOn),
		Operation.Write(ctx, d.Regs, StartReceive|StartTransmit),
		ReceivePoll.Write(ctx, d.Regs, 1),
	)
}

// give hands a receive descriptor to the controller.
func (p *Port) give(ctx context.Context, n int) error {
	return p.Receiving.Put(ctx, n, [4]uint32{chain.Own, chained | room, p.Receiving.Buffer(n), p.Receiving.Descriptor(n + 1)})
}

// Room returns how many frames can wait in each direction: the receiver keeps one descriptor.
func (p *Port) Room() int { return descriptors - 1 }

// Post hands a frame to the controller, a descriptor for each of its pieces. The first one is given last, so that the controller
// does not begin before all are there.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	first, last := p.posted, p.posted+len(pieces)-1
	p.posted = last + 1
	for n := last; n >= first; n-- {
		piece := pieces[n-first]
		control := interrupts | chained | uint32(len(piece))
		if n == first {
			control |= firstSegment
		}
		if n == last {
			control |= lastSegment
		}
		err := errors.Join(
			p.Sending.Fill(ctx, n, piece),
			p.Sending.Put(ctx, n, [4]uint32{chain.Own, control, p.Sending.Buffer(n), p.Sending.Descriptor(n + 1)}),
		)
		if err != nil {
			return err
		}
	}
	return TransmitPoll.Write(ctx, p.d.Regs, 1)
}

// Sent waits until all posted frames are sent.
func (p *Port) Sent(ctx context.Context) error {
	for ; p.sent < p.posted; p.sent++ {
		if _, err := p.Sending.Await(ctx, "a frame to be sent", p.sent); err != nil {
			return fmt.Errorf("npcmgmac: send: %w", err)
		}
	}
	return nil
}

// ErrStatus means that a descriptor does not say that it has a whole frame.
var ErrStatus = errors.New("the descriptor does not say that it has a whole frame")

// Receive waits for a frame and returns it without its FCS.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	const whole = firstReceived | lastReceived
	n := p.took
	words, err := p.Receiving.Await(ctx, "a received frame", n)
	if err == nil && words[0]&whole != whole {
		err = fmt.Errorf("status %#x: %w", words[0], ErrStatus)
	}
	if err != nil {
		return nil, fmt.Errorf("npcmgmac: receive: %w", err)
	}
	frame, err := p.Receiving.Take(ctx, n, int(words[0]>>16&lengthMask))
	if err != nil {
		return nil, fmt.Errorf("npcmgmac: receive: %w", err)
	}
	p.took++
	if len(frame) < p.fcs {
		return nil, fmt.Errorf("npcmgmac: receive: a frame of %d bytes, want more", len(frame))
	}
	frame, p.FCS = frame[:len(frame)-p.fcs], frame[len(frame)-p.fcs:]
	return frame, errors.Join(p.give(ctx, n), ReceivePoll.Write(ctx, p.d.Regs, 1))
}

// Pending reports whether a frame waits in guest memory.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	words, err := p.Receiving.Get(ctx, p.took)
	return words[0]&chain.Own == 0, err
}

// Close stops the controller and frees all memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(
		Operation.Write(ctx, p.d.Regs, 0), ConfigRegister.Write(ctx, p.d.Regs, 0), p.Sending.Close(), p.Receiving.Close(),
	)
}
