package virtiosound

import (
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
}

// statusSize is the size of struct virtio_snd_pcm_status, in bytes.
const statusSize = 8

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
	addr, err := s.Machine().Alloc.Alloc(uint64(len(request)+room+statusSize), 8)
	if err != nil {
		return Message{}, fmt.Errorf("virtiosound: message: %w", err)
	}
	m := Message{queue: q, addr: addr, frames: addr + uint64(len(request)), size: room}
	buffers := []virtio.Buffer{virtio.Readable(addr, uint32(len(request)))}
	if room > 0 {
		buffers = append(buffers, virtio.Writable(m.frames, uint32(room)))
	}
	m.head, err = q.Add(append(buffers, virtio.Writable(m.status(), statusSize))...)
	if err != nil {
		return Message{}, errors.Join(fmt.Errorf("virtiosound: message: %w", err), s.Machine().Alloc.Free(addr))
	}
	q.Stage(addr, request)
	unwritten := make([]byte, room+statusSize)
	for i := range unwritten {
		unwritten[i] = virtio.Unwritten
	}
	q.Stage(m.frames, unwritten)
	return m, q.Kick(ctx)
}

// status is the address of the status.
func (m Message) status() uint64 { return m.frames + uint64(m.size) }

// Played lets time pass until the device has used the oldest message, which must be this
// one, and returns its status.
func (s *Sound) Played(ctx context.Context, m Message) (Status, error) {
	_, status, err := s.Recorded(ctx, m)
	return status, err
}

// Recorded lets time pass until the device has used the oldest message, which must be this
// one, and returns what the device has recorded, and the status. Bytes that the device did not
// write are [virtio.Unwritten]. The error wraps [virtio.ErrDevice] if the device reports other
// bytes as written than the status, with or without the frames, or if the latency is longer
// than what the device may have.
func (s *Sound) Recorded(ctx context.Context, m Message) ([]byte, Status, error) {
	err := s.Machine().Wait(ctx, "a used chain from "+m.queue.String(), func(ctx context.Context) (bool, error) {
		n, err := m.queue.CountUsed(ctx)
		return n > 0, err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("virtiosound: message: %w", err)
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
		return nil, 0, fmt.Errorf("virtiosound: message: %w", err)
	}
	p := make([]byte, m.size+statusSize)
	if err := errors.Join(s.Machine().ReadMemory(ctx, m.frames, p), s.Machine().Alloc.Free(m.addr)); err != nil {
		return nil, 0, fmt.Errorf("virtiosound: message: %w", err)
	}
	const longest = 1 << 20 // bytes; the drivers of this house have smaller buffers
	if latency := binary.LittleEndian.Uint32(p[m.size+4:]); latency > longest {
		return nil, 0, fmt.Errorf("virtiosound: message: %w: got status %x with a latency of %d bytes", virtio.ErrDevice, p[m.size:], latency)
	}
	return p[:m.size], Status(binary.LittleEndian.Uint32(p[m.size:])), nil
}
