package smc91c111

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Setup is how a controller runs.
type Setup struct {
	Groups  []ethernet.MAC // of the filter of hashes
	Send    Transmit       // further bits
	Receive Receive        // further bits
}

// Lengths within a packet, in bytes.
const (
	header   = 4 // the status word and the byte count
	overhead = header + 2
	fcs      = 4
)

// room is how many frames wait in each direction: half of the packets.
const room = Packets / 2

// Port is a controller that runs.
type Port struct {
	Status Status // of the last received frame
	FCS    []byte // of it, unless that is stripped
	d      *Device
	strip  bool
	posted []uint8 // packets
}

// Start resets the controller and starts it in both directions.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	if err := d.Reset(ctx); err != nil {
		return nil, err
	}
	var hash uint64
	for _, g := range s.Groups {
		hash |= 1 << HashBit(g)
	}
	for i := range 8 {
		if err := reg.Reg[uint8](MulticastTable+i).Write(ctx, d.Regs, uint8(hash>>(8*i))); err != nil {
			return nil, err
		}
	}
	return &Port{d: d, strip: s.Receive&StripCRC != 0},
		errors.Join(TransmitControl.Write(ctx, d.Regs, s.Send|SendOn), ReceiveControl.Write(ctx, d.Regs, s.Receive|ReceiveOn))
}

// Room returns how many frames can wait in each direction.
func (p *Port) Room() int { return room }

// Post hands a frame to the controller.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	n, err := p.d.Allocate(ctx)
	if err != nil {
		return fmt.Errorf("smc91c111: post: %w", err)
	}
	p.posted = append(p.posted, n)
	if err := errors.Join(p.d.load(ctx, words(bytes.Join(pieces, nil))), p.d.Do(ctx, Enqueue)); err != nil {
		return fmt.Errorf("smc91c111: post: %w", err)
	}
	return nil
}

// words returns the words of a packet with a frame to send (section 8.1 "Frame Format In Buffer Memory").
func words(frame []byte) []uint32 {
	even := len(frame) &^ 1
	packet := binary.LittleEndian.AppendUint16([]byte{0, 0}, uint16(even+overhead))
	packet = append(packet, frame...)
	if even == len(frame) {
		packet = append(packet, 0, 0)
	} else {
		packet = append(packet, ControlOdd)
	}
	for len(packet)%4 != 0 {
		packet = append(packet, 0)
	}
	var all []uint32
	for at := 0; at < len(packet); at += 4 {
		all = append(all, binary.LittleEndian.Uint32(packet[at:]))
	}
	return all
}

// ErrStatus means that the status of a frame is not that of one that was moved.
var ErrStatus = errors.New("the frame was not moved")

// Sent waits until the controller has sent all posted frames, and frees their packets.
func (p *Port) Sent(ctx context.Context) error {
	for _, want := range p.posted {
		if err := p.takeSent(ctx, want); err != nil {
			return fmt.Errorf("smc91c111: send: %w", err)
		}
	}
	p.posted = nil
	return nil
}

// takeSent waits for the oldest sent packet, which must be want.
func (p *Port) takeSent(ctx context.Context, want uint8) error {
	err := p.d.Machine.Wait(ctx, "a frame to be sent", func(ctx context.Context) (bool, error) {
		c, err := Pending.Read(ctx, p.d.Regs)
		return c&FrameSent != 0, err
	})
	if err != nil {
		return err
	}
	n, err := SentFIFO.Read(ctx, p.d.Regs)
	if err != nil {
		return err
	}
	if err := errors.Join(Packet.Write(ctx, p.d.Regs, n), Pointer.Write(ctx, p.d.Regs, ToRead|Increment)); err != nil {
		return err
	}
	status, err := DataHalf.Read(ctx, p.d.Regs)
	if err != nil {
		return err
	}
	if n != want || Sent(status)&Succeeded == 0 {
		return fmt.Errorf("status %v of packet %d, want that of packet %d: %w", Sent(status), n, want, ErrStatus)
	}
	return errors.Join(Pending.Write(ctx, p.d.Regs, FrameSent), p.d.Do(ctx, Release))
}

// Pending reports whether a received frame waits.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	c, err := Pending.Read(ctx, p.d.Regs)
	return c&FrameReceived != 0, err
}

// Receive waits for a frame and takes it, without its FCS.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	if err := p.d.Machine.Wait(ctx, "a frame", p.Pending); err != nil {
		return nil, fmt.Errorf("smc91c111: receive: %w", err)
	}
	data, err := p.unload(ctx)
	if err := errors.Join(err, p.d.Do(ctx, RemoveAndRelease)); err != nil {
		return nil, fmt.Errorf("smc91c111: receive: %w", err)
	}
	p.FCS = nil
	if p.strip {
		return data, nil
	}
	if len(data) < fcs {
		return nil, fmt.Errorf("smc91c111: receive: %d bytes: %w", len(data), ErrStatus)
	}
	n := len(data) - fcs
	p.FCS = data[n:]
	return data[:n], nil
}

// unload reads the oldest received packet. Its length is that of both the byte count and the control byte.
func (p *Port) unload(ctx context.Context) ([]byte, error) {
	if err := Pointer.Write(ctx, p.d.Regs, Received|ToRead|Increment); err != nil {
		return nil, err
	}
	head, err := p.d.unload(ctx, 1)
	if err != nil {
		return nil, err
	}
	p.Status = Status(head[0])
	count := int(head[0] >> 16)
	if count < overhead || count%2 != 0 || p.Status&(BadCRC|Misfit) != 0 {
		return nil, fmt.Errorf("status %v, byte count %d: %w", p.Status, count, ErrStatus)
	}
	all, err := p.d.unload(ctx, (count-header+3)/4)
	if err != nil {
		return nil, err
	}
	var data []byte
	for _, w := range all {
		data = binary.LittleEndian.AppendUint32(data, w)
	}
	data = data[:count-header]
	control := data[len(data)-1]
	if (control&ControlOdd != 0) != (p.Status&Odd != 0) {
		return nil, fmt.Errorf("status %v, control byte %#x: %w", p.Status, control, ErrStatus)
	}
	if p.Status&Odd != 0 {
		return data[:len(data)-1], nil
	}
	return data[:len(data)-2], nil
}

// Close stops the controller, and frees its memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(TransmitControl.Write(ctx, p.d.Regs, 0), ReceiveControl.Write(ctx, p.d.Regs, 0), p.d.Do(ctx, ResetMMU))
}
