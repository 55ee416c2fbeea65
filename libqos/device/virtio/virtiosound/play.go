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
	head, addr uint64
	status     uint64 // address
}

// Play hands the device frames of a stream (virtio 1.3, section 5.14.6.8 "PCM I/O
// Messages").
func (s *Sound) Play(ctx context.Context, stream uint32, frames []byte) (Message, error) {
	const statusSize = 8
	request := append(words(stream), frames...)
	addr, err := s.Machine().Alloc.Alloc(uint64(len(request))+statusSize, 8)
	if err != nil {
		return Message{}, fmt.Errorf("virtiosound: play: %w", err)
	}
	m := Message{addr: addr, status: addr + uint64(len(request))}
	head, err := s.Transmit.Add(virtio.Readable(addr, uint32(len(request))), virtio.Writable(m.status, statusSize))
	if err != nil {
		return Message{}, errors.Join(fmt.Errorf("virtiosound: play: %w", err), s.Machine().Alloc.Free(addr))
	}
	m.head = uint64(head)
	s.Transmit.Stage(addr, request)
	s.Transmit.Stage(m.status, make([]byte, statusSize))
	return m, s.Transmit.Kick(ctx)
}

// Played lets time pass until the device has used the oldest message, which must be this
// one, and returns its status.
func (s *Sound) Played(ctx context.Context, m Message) (Status, error) {
	err := s.Machine().Wait(ctx, "a used chain from "+s.Transmit.String(), func(ctx context.Context) (bool, error) {
		n, err := s.Transmit.CountUsed(ctx)
		return n > 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("virtiosound: play: %w", err)
	}
	used, found, err := s.Transmit.Take(ctx)
	if err == nil && (!found || uint64(used.Head) != m.head) {
		err = fmt.Errorf("%w: got used chain %d, want %d", virtio.ErrDevice, used.Head, m.head)
	}
	if err != nil {
		return 0, fmt.Errorf("virtiosound: play: %w", err)
	}
	p := make([]byte, 4)
	err = errors.Join(s.Machine().ReadMemory(ctx, m.status, p), s.Machine().Alloc.Free(m.addr))
	return Status(binary.LittleEndian.Uint32(p)), err
}
