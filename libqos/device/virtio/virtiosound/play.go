package virtiosound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Message is a piece of a stream that the device has.
type Message struct {
	queue  *virtio.Queue
	head   uint16
	addr   uint64 // of its memory
	frames uint64 // address of what is recorded
	size   int    // of that, in bytes
	before byte   // that the device reads, and that is before the room for frames
}

// statusSize is the size of struct virtio_snd_pcm_status, in bytes.
const statusSize = 8

// guard is the number of bytes before and behind what the device writes that must stay as they were.
const guard = 1

// Play hands the device frames of a stream (virtio 1.3, section 5.14.6.8 "PCM I/O
// Messages").
func (s *Sound) Play(ctx context.Context, stream uint32, frames []byte) (Message, error) {
	return s.hand(ctx, s.Transmit, append(words(stream), frames...), 0)
}

// Record hands the device room for size bytes of frames of a stream.
func (s *Sound) Record(ctx context.Context, stream uint32, size int) (Message, error) {
	return s.hand(ctx, s.Receive, words(stream), size)
}

// hand hands a queue a message with room for frames.
func (s *Sound) hand(ctx context.Context, q *virtio.Queue, request []byte, room int) (Message, error) {
	addr, err := s.Machine().Alloc.Alloc(uint64(len(request)+room+statusSize+guard), 8)
	if err != nil {
		return Message{}, fmt.Errorf("virtiosound: message: %w", err)
	}
	m := Message{queue: q, addr: addr, frames: addr + uint64(len(request)), size: room, before: request[len(request)-1]}
	buffers := []virtio.Buffer{virtio.Readable(addr, uint32(len(request)))}
	if room > 0 {
		buffers = append(buffers, virtio.Writable(m.frames, uint32(room)))
	}
	m.head, err = q.Add(append(buffers, virtio.Writable(m.status(), statusSize))...)
	if err != nil {
		return Message{}, errors.Join(fmt.Errorf("virtiosound: message: %w", err), s.Machine().Alloc.Free(addr))
	}
	q.Stage(addr, request)
	q.Stage(m.frames, bytes.Repeat([]byte{virtio.Unwritten}, room+statusSize+guard))
	return m, q.Kick(ctx)
}

// status is the address of the status.
func (m Message) status() uint64 { return m.frames + uint64(m.size) }

// Played lets time pass until the device has used the oldest message, which must be this
// one, and returns its status. The errors are those of [Sound.Recorded] and [Recording.Status].
func (s *Sound) Played(ctx context.Context, m Message) (Status, error) {
	r, err := s.Recorded(ctx, m)
	if err != nil {
		return 0, err
	}
	return r.Status()
}

// Recording is a used message: its room for frames and its status. Bytes that the device did not write
// are [virtio.Unwritten].
type Recording struct {
	Frames []byte
	status []byte
}

// Recorded lets time pass until the device has used the oldest message, which must be this
// one, and returns it. The error wraps [virtio.ErrDevice] if the device reports other bytes as
// written than the status, with or without the frames, or has changed what it may only read.
func (s *Sound) Recorded(ctx context.Context, m Message) (Recording, error) {
	err := s.Machine().Wait(ctx, "a used chain from "+m.queue.String(), func(ctx context.Context) (bool, error) {
		n, err := m.queue.CountUsed(ctx)
		return n > 0, err
	})
	if err != nil {
		return Recording{}, fmt.Errorf("virtiosound: message: %w", err)
	}
	used, found, err := m.queue.Take(ctx)
	switch {
	case err != nil:
	case !found || used.Head != m.head:
		err = fmt.Errorf("%w: got used chain %d, want %d", virtio.ErrDevice, used.Head, m.head)
	case used.Size != statusSize && used.Size != uint32(m.size+statusSize):
		err = fmt.Errorf("%w: got %d bytes written, want %d, or %d with the frames", virtio.ErrDevice, used.Size, statusSize, m.size+statusSize)
	}
	if err != nil {
		return Recording{}, fmt.Errorf("virtiosound: message: %w", err)
	}
	p := make([]byte, guard+m.size+statusSize+guard)
	if err := errors.Join(s.Machine().ReadMemory(ctx, m.frames-guard, p), s.Machine().Alloc.Free(m.addr)); err != nil {
		return Recording{}, fmt.Errorf("virtiosound: message: %w", err)
	}
	inside, behind := p[guard:len(p)-guard], p[len(p)-guard]
	if p[0] != m.before || behind != virtio.Unwritten {
		return Recording{}, fmt.Errorf("virtiosound: message: %w: got %#x before what it writes, and %#x behind that, want %#x and %#x",
			virtio.ErrDevice, p[0], behind, m.before, byte(virtio.Unwritten))
	}
	return Recording{Frames: inside[:m.size], status: inside[m.size:]}, nil
}

// Latency returns the latency of the device, in bytes.
func (r Recording) Latency() uint32 { return binary.LittleEndian.Uint32(r.status[4:]) }

// Status returns the status. The error wraps [virtio.ErrDevice] if the latency is longer than what the
// device may have.
func (r Recording) Status() (Status, error) {
	const longest = 1 << 20 // bytes; the drivers of this house have smaller buffers
	if latency := r.Latency(); latency > longest {
		return 0, fmt.Errorf("virtiosound: message: %w: got status %x with a latency of %d bytes", virtio.ErrDevice, r.status, latency)
	}
	return Status(binary.LittleEndian.Uint32(r.status)), nil
}
