package hda

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Sizes in bytes.
const (
	entrySize   = 16 // of the list of buffers
	listAlign   = 128
	ioc         = 1 << 0 // in the last word of an entry
	positions   = Streams * 8
	positionRun = 1 << 0
)

// Stream is a stream descriptor with its buffers.
type Stream struct {
	ID        StreamID
	c         *HDA
	list      uint64
	Data      uint64 // guest-physical address of the buffers, one behind the other
	positions uint64
}

// OpenStream resets a stream descriptor and gives it n buffers, at least two, of size bytes each, a multiple of 128. Each
// interrupts on completion. Tag is its number on the link.
func (c *HDA) OpenStream(ctx context.Context, id StreamID, n, size, tag int, format uint16) (*Stream, error) {
	s := &Stream{ID: id, c: c}
	if err := s.open(ctx, n, size, tag, format); err != nil {
		return nil, fmt.Errorf("hda: open stream %d: %w", id, err)
	}
	return s, nil
}

func (s *Stream) open(ctx context.Context, n, size, tag int, format uint16) error {
	m, regs := s.c.Machine, s.c.Regs
	var err error
	for _, a := range []struct {
		at   *uint64
		size int
	}{{&s.list, n * entrySize}, {&s.Data, n * size}, {&s.positions, positions}} {
		if *a.at, err = m.AllocZeroed(ctx, uint64(a.size), listAlign); err != nil {
			return err
		}
	}
	var list []byte
	for i := range n {
		list = binary.LittleEndian.AppendUint64(list, s.Data+uint64(i*size))
		list = binary.LittleEndian.AppendUint32(list, uint32(size))
		list = binary.LittleEndian.AppendUint32(list, ioc)
	}
	return errors.Join(
		m.WriteMemory(ctx, s.list, list),
		s.ID.CTL().Write(ctx, regs, SRST), s.ID.CTL().Write(ctx, regs, 0),
		s.ID.CBL().Write(ctx, regs, uint32(n*size)),
		s.ID.LVI().Write(ctx, regs, uint16(n-1)),
		s.ID.FMT().Write(ctx, regs, format),
		s.ID.BDPL().Write(ctx, regs, uint32(s.list)), s.ID.BDPU().Write(ctx, regs, uint32(s.list>>32)),
		DPUBASE.Write(ctx, regs, uint32(s.positions>>32)), DPLBASE.Write(ctx, regs, uint32(s.positions)|positionRun),
		s.ID.CTL().Write(ctx, regs, Tag(tag)),
	)
}

// Start runs the stream, with interrupts on completion.
func (s *Stream) Start(ctx context.Context, tag int) error {
	return s.ID.CTL().Write(ctx, s.c.Regs, Tag(tag)|RUN|IOCE)
}

// Position returns the position in the buffers that the controller has written to memory.
func (s *Stream) Position(ctx context.Context) (uint32, error) {
	b := make([]byte, 4)
	err := s.c.Machine.ReadMemory(ctx, s.positions+8*uint64(s.ID), b)
	return binary.LittleEndian.Uint32(b), err
}

// Close stops the stream and frees its memory.
func (s *Stream) Close(ctx context.Context) error {
	m := s.c.Machine
	return errors.Join(s.ID.CTL().Write(ctx, s.c.Regs, 0), DPLBASE.Write(ctx, s.c.Regs, 0),
		m.Alloc.Free(s.list), m.Alloc.Free(s.Data), m.Alloc.Free(s.positions))
}
