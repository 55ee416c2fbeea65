package es1370

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Channel is one of the three channels.
type Channel int

// The channels.
const (
	DAC1 Channel = iota
	DAC2
	ADC
)

// String returns the name of the channel.
func (c Channel) String() string { return [...]string{"DAC1", "DAC2", "ADC"}[c] }

// Format is the format of samples.
type Format uint32

// Bits of a format.
const (
	Stereo Format = 1 << 0
	Bits16 Format = 1 << 1
)

// Size returns the size of a sample of all its channels, in bytes.
func (f Format) Size() int { return 1 << (f&1 + f>>1&1) }

// String returns the name of the format.
func (f Format) String() string {
	return [...]string{"8-bit mono", "8-bit stereo", "16-bit mono", "16-bit stereo"}[f&3]
}

// Enable is the channel's bit of [Control].
func (c Channel) Enable() Control { return [...]Control{DAC1Enable, DAC2Enable, ADCEnable}[c] }

// Interrupt is the channel's bit of [Status].
func (c Channel) Interrupt() Status {
	return [...]Status{DAC1Interrupt, DAC2Interrupt, ADCInterrupt}[c]
}

// InterruptEnable is the channel's bit of [Serial] that enables its interrupt. Zero also
// clears it.
func (c Channel) InterruptEnable() Serial { return 1 << (8 + c) }

// Pause is the bit of [Serial] that pauses the channel, which is not the ADC.
func (c Channel) Pause() Serial { return 1 << (11 + c) }

// StopMode is the bit of [Serial] for the stop mode: the channel stops at the end of the
// sample count. Otherwise it loops.
func (c Channel) StopMode() Serial { return 1 << (13 + c) }

// Format returns the bits of [Serial] for a format.
func (c Channel) Format(f Format) Serial { return Serial(f) << (2 * c) }

// Count is the channel's sample count register: the count minus one, and in its upper half
// what is left of it.
func (c Channel) Count() reg.Reg[uint32] { return reg.Reg[uint32](0x24 + 4*c) }

// page and frame are the place of the channel's buffer: its address, and then its size in
// words of 32 bits minus one with the words that were transferred in its upper half.
func (c Channel) page() uint32 {
	if c == ADC {
		return pageADC
	}
	return pageDACs
}

func (c Channel) frame() reg.Reg[uint32] {
	if c == DAC2 {
		return 0x38
	}
	return 0x30
}

// SetFrame writes both registers of the channel's buffer.
func (d *Device) SetFrame(ctx context.Context, c Channel, addr, size uint32) error {
	return errors.Join(
		MemoryPage.Write(ctx, d.Regs, c.page()),
		c.frame().Write(ctx, d.Regs, addr),
		(c.frame()+4).Write(ctx, d.Regs, size),
	)
}

// Frame returns both registers of the channel's buffer.
func (d *Device) Frame(ctx context.Context, c Channel) (addr, size uint32, err error) {
	if err := MemoryPage.Write(ctx, d.Regs, c.page()); err != nil {
		return 0, 0, err
	}
	addr, err = c.frame().Read(ctx, d.Regs)
	if err != nil {
		return 0, 0, err
	}
	size, err = (c.frame() + 4).Read(ctx, d.Regs)
	return addr, size, err
}

// Stream is a channel with its buffer.
type Stream struct {
	d       *Device
	Channel Channel
	Format  Format
	base    uint64 // of the buffer with a margin on both sides
	size    int
}

// margin is the number of bytes beside a buffer that stay as they were, and untouched their
// value.
const (
	margin    = 64
	untouched = 0xa5
)

// Open gives a stopped channel a buffer of size bytes, a multiple of 4 up to 256 KiB.
func (d *Device) Open(ctx context.Context, c Channel, f Format, size int) (*Stream, error) {
	base, err := d.Machine.Alloc.Alloc(uint64(size+2*margin), margin)
	if err != nil {
		return nil, fmt.Errorf("es1370: open %v: %w", c, err)
	}
	s := &Stream{d, c, f, base, size}
	err = errors.Join(
		d.Machine.Memset(ctx, base, uint64(size+2*margin), untouched),
		d.SetFrame(ctx, c, uint32(base+margin), uint32(size/4-1)),
	)
	if err != nil {
		return nil, fmt.Errorf("es1370: open %v: %w", c, err)
	}
	return s, nil
}

// Write fills the buffer.
func (s *Stream) Write(ctx context.Context, b []byte) error {
	if len(b) > s.size {
		return fmt.Errorf("es1370: %d bytes for a buffer of %d", len(b), s.size)
	}
	return s.d.Machine.WriteMemory(ctx, s.base+margin, b)
}

// ErrBeside means that the device wrote beside a buffer.
var ErrBeside = errors.New("bytes beside the buffer have changed")

// Read returns the content of the buffer. It fails if bytes beside it have changed.
func (s *Stream) Read(ctx context.Context) ([]byte, error) {
	b := make([]byte, s.size+2*margin)
	if err := s.d.Machine.ReadMemory(ctx, s.base, b); err != nil {
		return nil, fmt.Errorf("es1370: %w", err)
	}
	beside := bytes.Repeat([]byte{untouched}, margin)
	if !bytes.Equal(b[:margin], beside) || !bytes.Equal(b[margin+s.size:], beside) {
		return nil, fmt.Errorf("es1370: %v: %w", s.Channel, ErrBeside)
	}
	return b[margin : margin+s.size], nil
}

// Start has the channel run, with an interrupt each samples, 1 to 65536. Serial and control
// are bits in addition.
func (s *Stream) Start(ctx context.Context, samples int, serial Serial, control Control) error {
	return errors.Join(
		s.Channel.Count().Write(ctx, s.d.Regs, uint32(samples-1)),
		SerialControl.Write(ctx, s.d.Regs, s.Channel.Format(s.Format)|serial),
		ControlRegister.Write(ctx, s.d.Regs, SERRDisable|CodecEnable|s.Channel.Enable()|control),
	)
}

// Moved returns the number of bytes of the buffer that were transferred in this round.
func (s *Stream) Moved(ctx context.Context) (int, error) {
	_, size, err := s.d.Frame(ctx, s.Channel)
	return int(size>>16) * 4, err
}

// pace is the interval in which QEMU's audio backends move samples, and periods the number of
// polls at that interval before Await uses [guest.Machine.Wait].
const (
	pace    = 10 * time.Millisecond
	periods = 100
)

// Await lets virtual time pass until the channel's interrupt is set in the status.
func (s *Stream) Await(ctx context.Context) error {
	set := func(ctx context.Context) (bool, error) {
		v, err := StatusRegister.Read(ctx, s.d.Regs)
		return v&s.Channel.Interrupt() != 0, err
	}
	for range periods {
		if done, err := set(ctx); done || err != nil {
			return err
		}
		if err := s.d.Machine.Pass(ctx, pace); err != nil {
			return err
		}
	}
	return s.d.Machine.Wait(ctx, fmt.Sprintf("the interrupt of %v", s.Channel), set)
}

// Close stops all channels and frees the buffer.
func (s *Stream) Close(ctx context.Context) error {
	return errors.Join(s.d.Reset(ctx), s.d.Machine.Alloc.Free(s.base))
}
