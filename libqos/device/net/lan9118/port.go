package lan9118

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Setup is how a controller runs.
type Setup struct {
	Address ethernet.MAC
	Groups  []ethernet.MAC // of the filter of hashes
	With    MAC            // further bits
}

// Bits of the first word before a buffer (section 3.12.3.1 "TX Command 'A'").
const (
	onRequest    = 1 << 31
	firstSegment = 1 << 13
	lastSegment  = 1 << 12
	offsetShift  = 16
)

// fcs is the length of the FCS behind a received frame, in bytes.
const fcs = 4

// room is how many frames of the longest size wait in each direction: the FIFO for data to send holds 4608 bytes.
const room = 2

// Port is a controller that runs.
type Port struct {
	FCS    []byte // of the last received frame
	Status Received
	d      *Device
	tag    uint16
	sent   uint16
}

// Start resets the controller and starts it in both directions.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	if err := d.Reset(ctx); err != nil {
		return nil, err
	}
	var hash uint64
	for _, g := range s.Groups {
		hash |= 1 << HashBit(g)
		s.With |= HashPerfect
	}
	for _, w := range []struct {
		n int
		v uint32
	}{
		{AddressHigh, uint32(binary.LittleEndian.Uint16(s.Address[4:]))}, {AddressLow, binary.LittleEndian.Uint32(s.Address[:4])},
		{HashHigh, uint32(hash >> 32)}, {HashLow, uint32(hash)}, {MACControl, uint32(s.With | FullDuplex | ReceiveOn | SendOn)},
	} {
		if err := d.WriteMAC(ctx, w.n, w.v); err != nil {
			return nil, err
		}
	}
	return &Port{d: d}, errors.Join(Hardware.Write(ctx, d.Regs, MustBeOne|FIFODefault), TransmitConfig.Write(ctx, d.Regs, TransmitOn))
}

// Room returns how many frames can wait in each direction.
func (p *Port) Room() int { return room }

// Post hands a frame to the controller, a buffer for each of its pieces. Each begins at another of the four places in a word.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	size := len(bytes.Join(pieces, nil))
	p.tag++
	for n, piece := range pieces {
		offset := n % 4
		command := onRequest | uint32(offset)<<offsetShift | uint32(len(piece))
		if n == 0 {
			command |= firstSegment
		}
		if n == len(pieces)-1 {
			command |= lastSegment
		}
		data := append(make([]byte, offset), piece...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
		words := []uint32{command, uint32(p.tag)<<16 | uint32(size)}
		for at := 0; at < len(data); at += 4 {
			words = append(words, binary.LittleEndian.Uint32(data[at:]))
		}
		for _, w := range words {
			if err := TransmitData.Write(ctx, p.d.Regs, w); err != nil {
				return fmt.Errorf("lan9118: post: %w", err)
			}
		}
	}
	return nil
}

// ErrStatus means that the status of a frame is not that of one that was moved.
var ErrStatus = errors.New("the frame was not moved")

// Sent waits until the controller has sent all posted frames, and takes their statuses.
func (p *Port) Sent(ctx context.Context) error {
	for p.sent != p.tag {
		err := p.d.Machine.Wait(ctx, "a frame to be sent", func(ctx context.Context) (bool, error) {
			v, err := TransmitFree.Read(ctx, p.d.Regs)
			return v>>16&0xff != 0, err
		})
		if err != nil {
			return fmt.Errorf("lan9118: send: %w", err)
		}
		s, err := TransmitStatus.Read(ctx, p.d.Regs)
		if err != nil {
			return fmt.Errorf("lan9118: send: %w", err)
		}
		p.sent++
		if s.Tag() != p.sent || s&SentBad != 0 {
			return fmt.Errorf("lan9118: send: status %#x of the frame with tag %d: %w", uint32(s), p.sent, ErrStatus)
		}
	}
	return nil
}

// Pending reports whether a received frame waits.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	v, err := ReceiveUsed.Read(ctx, p.d.Regs)
	return v>>16&0xff != 0, err
}

// Receive waits for a frame and takes it, without its FCS.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	if err := p.d.Machine.Wait(ctx, "a frame", p.Pending); err != nil {
		return nil, fmt.Errorf("lan9118: receive: %w", err)
	}
	var err error
	if p.Status, err = ReceiveStatus.Read(ctx, p.d.Regs); err != nil {
		return nil, fmt.Errorf("lan9118: receive: %w", err)
	}
	var data []byte
	for len(data) < p.Status.Length() {
		w, err := ReceiveData.Read(ctx, p.d.Regs)
		if err != nil {
			return nil, fmt.Errorf("lan9118: receive: %w", err)
		}
		data = binary.LittleEndian.AppendUint32(data, w)
	}
	n := p.Status.Length() - fcs
	if n < 0 || p.Status&ReceivedBad != 0 {
		return nil, fmt.Errorf("lan9118: receive: status %v of %d bytes: %w", p.Status, p.Status.Length(), ErrStatus)
	}
	p.FCS = data[n : n+fcs]
	return data[:n], nil
}

// Close stops the controller.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(p.d.WriteMAC(ctx, MACControl, 0), TransmitConfig.Write(ctx, p.d.Regs, DumpData|DumpStatus))
}
