package ata

import (
	"context"
	"errors"
	"fmt"
)

// MaxParts is the most parts that the data of a packet may have here.
const MaxParts = 256

// PacketSize is the size of a packet: the command descriptor block of SCSI, filled up with zeros.
const PacketSize = 12

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
func (c *Channel) SendPacket(ctx context.Context, packet []byte, limit uint16, features uint16) error {
	const limitShift = 8 // its bytes are LBAMid and LBAHigh
	t := Task{Command: Packet, LBA: uint64(limit) << limitShift, Features: features}
	if err := c.Issue(ctx, t); err != nil {
		return err
	}
	if err := c.Requested(ctx, t); err != nil {
		return err
	}
	whole := make([]byte, PacketSize)
	copy(whole, packet)
	return c.Give(ctx, whole)
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
func (c *Channel) ReadPacket(ctx context.Context, packet []byte, limit uint16) (data []byte, parts []int, err error) {
	if err := c.SendPacket(ctx, packet, limit, 0); err != nil {
		return nil, nil, err
	}
	for range MaxParts {
		p, err := c.Next(ctx)
		switch {
		case err != nil:
			return data, parts, err
		case p.Status&Failed != 0:
			return data, parts, fmt.Errorf("ata: packet %#02x: %v: %w", packet[0], p.Result, ErrFailed)
		case p.Status&Request == 0:
			return data, parts, nil
		case p.Reason != ToHost || p.Size == 0 || p.Size > int(limit):
			return data, parts, fmt.Errorf("ata: packet %#02x: the device wants to transfer %d bytes with interrupt reason %v, want data to the host of at most %d", packet[0], p.Size, p.Reason, limit)
		}
		part, err := c.Take(ctx, (p.Size+1)&^1)
		data, parts = append(data, part[:min(p.Size, len(part))]...), append(parts, p.Size)
		if err != nil {
			return data, parts, err
		}
	}
	return data, parts, fmt.Errorf("ata: packet %#02x: the device wants to transfer more than %d parts", packet[0], MaxParts)
}

// Sense returns the sense key and the additional sense code with its qualifier.
func (c *Channel) Sense(ctx context.Context) (key uint8, code uint16, err error) {
	const requestSense, size = 0x03, 18
	data, _, err := c.ReadPacket(ctx, []byte{requestSense, 0, 0, 0, size}, size)
	if err != nil {
		return 0, 0, err
	}
	if len(data) < size {
		return 0, 0, errors.New("ata: sense data is short")
	}
	const keyMask = 0xf
	return data[2] & keyMask, uint16(data[12])<<8 | uint16(data[13]), nil
}
