package ata

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// MaxParts is the most parts that the data of a packet may have here.
const MaxParts = 256

// PacketSize is the size of a packet: the command descriptor block of SCSI, filled up with zeros.
const PacketSize = 12

// PacketOf returns the packet with a command.
func PacketOf(c scsi.Command) []byte {
	p := make([]byte, PacketSize)
	copy(p, c.CDB)
	return p
}

// Reason is the content of the count register in a packet's command (ATA8-ACS, section 7.23
// "PACKET").
type Reason uint8

// Bits of the interrupt reason.
//
//qgraph:bits
const (
	IsCommand Reason = 1 << 0 // "C/D"
	ToHost    Reason = 1 << 1 // "I/O"
)

// SendPacket gives a device of the channel a packet, with the number of bytes that the host takes
// at a request, and features. It returns when the device has the packet.
func (c *Channel) SendPacket(ctx context.Context, packet scsi.Command, limit uint16, features uint16) error {
	const limitShift = 8 // its bytes are LBAMid and LBAHigh
	t := Task{Command: Packet, LBA: uint64(limit) << limitShift, Features: features}
	if err := c.Issue(ctx, t); err != nil {
		return err
	}
	if err := c.Requested(ctx, t); err != nil {
		return err
	}
	return c.Give(ctx, PacketOf(packet))
}

// Phase is the state of a device after a packet or a part of its data.
type Phase struct {
	Result
	Reason Reason
	Size   int // of the data that the device wants to transfer now
}

// Next waits until the device is no longer busy, and reads its state.
func (c *Channel) Next(ctx context.Context) (p Phase, err error) {
	p.Result, err = c.Result(ctx)
	const limitShift = 8
	p.Reason, p.Size = Reason(p.Count)&(IsCommand|ToHost), int(p.LBA>>limitShift)
	return p, err
}

// ReadPacket gives a device a packet and reads the data that it returns, at most limit bytes at a
// request. It returns the sizes of the parts, too; there are at most [MaxParts].
func (c *Channel) ReadPacket(ctx context.Context, packet scsi.Command, limit uint16) (data []byte, parts []int, err error) {
	if err := c.SendPacket(ctx, packet, limit, 0); err != nil {
		return nil, nil, err
	}
	for range MaxParts {
		p, err := c.Next(ctx)
		switch {
		case err != nil:
			return data, parts, err
		case p.Status&Failed != 0:
			return data, parts, fmt.Errorf("ata: packet %v: %v: %w", packet, p.Result, ErrFailed)
		case p.Status&Request == 0:
			return data, parts, nil
		case p.Reason != ToHost || p.Size == 0 || p.Size > int(limit):
			return data, parts, fmt.Errorf("ata: packet %v: the device wants to transfer %d bytes with interrupt reason %v, want data to the host of at most %d", packet, p.Size, p.Reason, limit)
		}
		part, err := c.Take(ctx, (p.Size+1)&^1)
		data, parts = append(data, part[:min(p.Size, len(part))]...), append(parts, p.Size)
		if err != nil {
			return data, parts, err
		}
	}
	return data, parts, fmt.Errorf("ata: packet %v: the device wants to transfer more than %d parts", packet, MaxParts)
}

// Sense returns the sense data of the last packet.
func (c *Channel) Sense(ctx context.Context) (scsi.Sense, error) {
	const size = 18
	data, _, err := c.ReadPacket(ctx, scsi.RequestSense(size), size)
	if sense := scsi.Sense(data); err != nil || sense.Valid() {
		return sense, err
	}
	return nil, errors.New("ata: the sense data is not valid")
}
