package ac97

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Frame is a sample of both channels.
type Frame struct{ Left, Right int16 }

// Fields of a buffer descriptor (the datasheet, section 5.17.2 "AC-Link Output Frame",
// buffer descriptor list): address, number of samples, flags.
const (
	descriptorSize        = 8
	descriptors           = 32 // maximum of a list
	interruptOnCompletion = 1 << 15
	frameSize             = 4
)

// Channel is a channel of the bus master with its buffers.
type Channel struct {
	ID     ChannelID
	c      *Controller
	list   uint64
	data   uint64
	n      int
	frames int // of each buffer
}

// Open resets a channel and gives it n buffers, at most 32, each with the given number
// of frames. Each buffer is valid and interrupts on completion.
func (c *Controller) Open(ctx context.Context, id ChannelID, n, frames int) (*Channel, error) {
	ch := &Channel{ID: id, c: c, n: n, frames: frames}
	if err := ch.open(ctx); err != nil {
		return nil, fmt.Errorf("ac97: open channel: %w", err)
	}
	return ch, nil
}

func (ch *Channel) open(ctx context.Context) error {
	if ch.n < 1 || ch.n > descriptors {
		return fmt.Errorf("got %d buffers, want at most %d", ch.n, descriptors)
	}
	m := ch.c.Machine
	var err error
	if ch.list, err = m.AllocZeroed(ctx, descriptors*descriptorSize, descriptorSize); err != nil {
		return err
	}
	if ch.data, err = m.AllocZeroed(ctx, uint64(ch.n*ch.frames*frameSize), descriptorSize); err != nil {
		return errors.Join(err, m.Alloc.Free(ch.list))
	}
	return errors.Join(
		ch.Completions(ctx, true),
		ch.ID.CR().Write(ctx, ch.c.Master, ResetRegisters),
		ch.ID.BDBAR().Write(ctx, ch.c.Master, uint32(ch.list)),
		ch.ID.LVI().Write(ctx, ch.c.Master, uint8(ch.n-1)),
	)
}

// Completions has each buffer set BCIS at its end, or none of them.
func (ch *Channel) Completions(ctx context.Context, on bool) error {
	var flags uint16
	if on {
		flags = interruptOnCompletion
	}
	var b []byte
	for i := range ch.n {
		b = binary.LittleEndian.AppendUint32(b, uint32(ch.data)+uint32(i*ch.frames*frameSize))
		b = binary.LittleEndian.AppendUint16(b, uint16(2*ch.frames))
		b = binary.LittleEndian.AppendUint16(b, flags)
	}
	return ch.c.Machine.WriteMemory(ctx, ch.list, b)
}

// Start runs the channel, with the interrupts of control enabled.
func (ch *Channel) Start(ctx context.Context, control Control) error {
	return ch.ID.CR().Write(ctx, ch.c.Master, Run|control)
}

// pace is the interval in which QEMU 11.1's audio backends move samples, and periods
// the number of polls at that interval before Await uses [guest.Machine.Wait].
const (
	pace    = 10 * time.Millisecond
	periods = 100
)

// Await lets virtual time pass until all the bits are set in the channel's status.
func (ch *Channel) Await(ctx context.Context, bits Status) error {
	set := func(ctx context.Context) (bool, error) {
		v, err := ch.ID.SR().Read(ctx, ch.c.Master)
		return v&bits == bits, err
	}
	for range periods {
		if done, err := set(ctx); done || err != nil {
			return err
		}
		if err := ch.c.Machine.Pass(ctx, pace); err != nil {
			return err
		}
	}
	return ch.c.Machine.Wait(ctx, fmt.Sprintf("status %v of an audio channel", bits), set)
}

// Write fills the buffers, one after the other.
func (ch *Channel) Write(ctx context.Context, frames []Frame) error {
	if len(frames) > ch.n*ch.frames {
		return fmt.Errorf("ac97: got %d frames, want %d buffers of %d frames", len(frames), ch.n, ch.frames)
	}
	var b []byte
	for _, f := range frames {
		b = binary.LittleEndian.AppendUint16(b, uint16(f.Left))
		b = binary.LittleEndian.AppendUint16(b, uint16(f.Right))
	}
	return ch.c.Machine.WriteMemory(ctx, ch.data, b)
}

// Read returns the content of all buffers.
func (ch *Channel) Read(ctx context.Context) ([]Frame, error) {
	b := make([]byte, ch.n*ch.frames*frameSize)
	if err := ch.c.Machine.ReadMemory(ctx, ch.data, b); err != nil {
		return nil, err
	}
	return Frames(b), nil
}

// Frames decodes frames of little-endian samples.
func Frames(b []byte) []Frame {
	var frames []Frame
	for ; len(b) >= frameSize; b = b[frameSize:] {
		frames = append(frames, Frame{int16(binary.LittleEndian.Uint16(b)), int16(binary.LittleEndian.Uint16(b[2:]))})
	}
	return frames
}

// Close stops the channel and frees its memory.
func (ch *Channel) Close(ctx context.Context) error {
	return errors.Join(
		ch.ID.CR().Write(ctx, ch.c.Master, 0),
		ch.ID.CR().Write(ctx, ch.c.Master, ResetRegisters),
		ch.c.Machine.Alloc.Free(ch.list),
		ch.c.Machine.Alloc.Free(ch.data),
	)
}
