package npcmemc

import (
	"bytes"
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
var Driver = graph.NewDriver[*Device]("npcm7xx-emc")

// FarEnd is the backend at the other end of the wire.
var FarEnd = graph.NewHandle("emc")

// Kind returns the kind of a board's part, behind so many others of its kind. Its interrupts are those of transmission and of
// reception.
func Kind(before int) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Device, error) {
		return &Device{board.At(m, p)}, nil
	}, ethernet.OnBoard(Driver.Name(), FarEnd, before)...)
}

// Device is a controller.
type Device struct{ board.Device }

// Reset resets the controller.
func (d *Device) Reset(ctx context.Context) error {
	if err := CommandRegister.Write(ctx, d.Regs, Reset); err != nil {
		return fmt.Errorf("npcmemc: reset: %w", err)
	}
	return d.Machine.Wait(ctx, "the end of a reset of the EMC", func(ctx context.Context) (bool, error) {
		c, err := CommandRegister.Read(ctx, d.Regs)
		return c&Reset == 0, err
	})
}

// ReadPHY reads a register of a PHY.
func (d *Device) ReadPHY(ctx context.Context, phy, n int) (uint16, error) {
	if err := PHYRegister.Write(ctx, d.Regs, PHY(phy)<<8|PHY(n)|PHYBusy); err != nil {
		return 0, fmt.Errorf("npcmemc: read register %d of PHY %d: %w", n, phy, err)
	}
	err := d.Machine.Wait(ctx, "the PHY of the EMC", func(ctx context.Context) (bool, error) {
		v, err := PHYRegister.Read(ctx, d.Regs)
		return v&PHYBusy == 0, err
	})
	if err != nil {
		return 0, err
	}
	v, err := PHYData.Read(ctx, d.Regs)
	return uint16(v), err
}

// SetAddress writes and enables address n.
func (d *Device) SetAddress(ctx context.Context, n int, a ethernet.MAC) error {
	high, low := Address(n)
	return errors.Join(
		high.Write(ctx, d.Regs, binary.BigEndian.Uint32(a[:4])),
		low.Write(ctx, d.Regs, uint32(binary.BigEndian.Uint16(a[4:]))<<16),
		AddressesEnabled.Modify(ctx, d.Regs, 0, 1<<n),
	)
}

// Setup is how a controller is started.
type Setup struct {
	Addresses []ethernet.MAC
	Filter    Filter
	With      Command // further bits
	Pad       bool    // short frames to 60 bytes
}

// descriptors is their number in each direction, room the size of their buffers.
const (
	descriptors = 4
	room        = 1536
)

// Port is a controller that runs.
type Port struct {
	FCS         []byte // of the last received frame, unless it was stripped
	Sending     *chain.Ring
	Receiving   *chain.Ring
	d           *Device
	fcs         int    // bytes of the FCS behind each received frame
	mode        uint32 // of frames to send
	posted      int    // frames handed to the controller
	sent, taken int
}

// Start resets the controller and starts it in both directions.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	p := &Port{d: d, mode: addFCS | interrupts}
	if s.Pad {
		p.mode |= pad
	}
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
	for n, a := range s.Addresses {
		err = errors.Join(err, d.SetAddress(ctx, n, a))
	}
	return p, errors.Join(err,
		TransmitList.Write(ctx, d.Regs, p.Sending.Descriptor(0)),
		ReceiveList.Write(ctx, d.Regs, p.Receiving.Descriptor(0)),
		FilterRegister.Write(ctx, d.Regs, s.Filter|Compare),
		CommandRegister.Write(ctx, d.Regs, s.With|FullDuplex|Fast|ReceiveOn|TransmitOn),
		ReceiveStart.Write(ctx, d.Regs, 1),
	)
}

// give hands a receive descriptor to the controller.
func (p *Port) give(ctx context.Context, n int) error {
	return p.Receiving.Put(ctx, n, [4]uint32{chain.Own, p.Receiving.Buffer(n), 0, p.Receiving.Descriptor(n + 1)})
}

// Room returns how many frames can wait in each direction: the receiver keeps one descriptor.
func (p *Port) Room() int { return descriptors - 1 }

// Post hands a frame to the controller.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	frame := bytes.Join(pieces, nil)
	n := p.posted
	p.posted++
	return errors.Join(
		p.Sending.Fill(ctx, n, frame),
		p.Sending.Put(ctx, n, [4]uint32{chain.Own | p.mode, p.Sending.Buffer(n), uint32(len(frame)), p.Sending.Descriptor(n + 1)}),
		TransmitStart.Write(ctx, p.d.Regs, 1),
	)
}

// ErrStatus means that a descriptor does not say that its frame was moved.
var ErrStatus = errors.New("the descriptor does not say that the frame was moved")

// Sent waits until all posted frames are sent.
func (p *Port) Sent(ctx context.Context) error {
	for ; p.sent < p.posted; p.sent++ {
		words, err := p.Sending.Await(ctx, "a frame to be sent", p.sent)
		if err == nil && words[2]&Transmitted == 0 {
			err = fmt.Errorf("status %#x: %w", words[2], ErrStatus)
		}
		if err != nil {
			return fmt.Errorf("npcmemc: send: %w", err)
		}
	}
	return nil
}

// Receive waits for a frame and returns it without its FCS.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	n := p.taken
	words, err := p.Receiving.Await(ctx, "a received frame", n)
	if err == nil && words[0]&ReceivedGood == 0 {
		err = fmt.Errorf("status %#x: %w", words[0], ErrStatus)
	}
	if err != nil {
		return nil, fmt.Errorf("npcmemc: receive: %w", err)
	}
	frame, err := p.Receiving.Take(ctx, n, int(words[0]&lengthMask))
	if err != nil {
		return nil, fmt.Errorf("npcmemc: receive: %w", err)
	}
	p.taken++
	if len(frame) < p.fcs {
		return nil, fmt.Errorf("npcmemc: receive: a frame of %d bytes, want more", len(frame))
	}
	frame, p.FCS = frame[:len(frame)-p.fcs], frame[len(frame)-p.fcs:]
	return frame, errors.Join(p.give(ctx, n), ReceiveStart.Write(ctx, p.d.Regs, 1))
}

// Pending reports whether a frame waits in guest memory.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	words, err := p.Receiving.Get(ctx, p.taken)
	return words[0]&chain.Own == 0, err
}

// Close stops the controller and frees all memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(CommandRegister.Write(ctx, p.d.Regs, 0), p.Sending.Close(), p.Receiving.Close())
}
