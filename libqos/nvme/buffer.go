package nvme

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Layout is how the data of a command lies in memory.
type Layout struct {
	Offset     uint64 // of the data in its first page, a multiple of 4
	ListOffset uint64 // of the first entry in the first page of the PRP list, a multiple of 8
	From       Source // of the data's pages; nil for guest memory
	Lists      Source // of the PRP list's pages; nil for guest memory
}

// Buffer is the data of a command: memory pages with the PRP entries that name
// them (section 4.3 "Physical Region Page Entry and List"). The pages descend, so
// that no two are contiguous.
type Buffer struct {
	PRP1, PRP2 uint64
	page       uint64
	offset     uint64
	size       int
	pages      []*Memory
	lists      []*Memory
}

// NewBuffer returns a buffer of size bytes, all zero.
func (c *Controller) NewBuffer(ctx context.Context, size int, l Layout) (*Buffer, error) {
	b := &Buffer{page: c.page, offset: l.Offset, size: size}
	if err := b.build(ctx, c.source(l.From), c.source(l.Lists), l.ListOffset); err != nil {
		return nil, errors.Join(fmt.Errorf("nvme: buffer of %d bytes: %w", size, err), b.Free())
	}
	return b, nil
}

func (b *Buffer) build(ctx context.Context, data, lists Source, listOffset uint64) error {
	count := (b.offset + uint64(max(b.size, 1)) + b.page - 1) / b.page
	for range count {
		m, err := data.Alloc(ctx, b.page, b.page)
		if err != nil {
			return err
		}
		b.pages = append(b.pages, m)
	}
	slices.Reverse(b.pages)
	b.PRP1 = b.pages[0].Address + b.offset
	switch rest := b.pages[1:]; len(rest) {
	case 0:
	case 1:
		b.PRP2 = rest[0].Address
	default:
		return b.list(ctx, lists, listOffset, rest)
	}
	return nil
}

// list writes the PRP list of pages. Where a page of the list has no room for all
// the rest, its last entry names the next page of the list.
func (b *Buffer) list(ctx context.Context, from Source, offset uint64, pages []*Memory) error {
	entries := make([]uint64, 0, len(pages))
	for _, p := range pages {
		entries = append(entries, p.Address)
	}
	m, err := b.addList(ctx, from)
	if err != nil {
		return err
	}
	b.PRP2 = m.Address + offset
	for {
		room := int(b.page-offset) / 8
		if len(entries) <= room {
			return m.Write(ctx, offset, listBytes(entries))
		}
		next, err := b.addList(ctx, from)
		if err != nil {
			return err
		}
		here := append(slices.Clone(entries[:room-1]), next.Address)
		if err := m.Write(ctx, offset, listBytes(here)); err != nil {
			return err
		}
		entries, m, offset = entries[room-1:], next, 0
	}
}

func (b *Buffer) addList(ctx context.Context, from Source) (*Memory, error) {
	m, err := from.Alloc(ctx, b.page, b.page)
	if err == nil {
		b.lists = append(b.lists, m)
	}
	return m, err
}

func listBytes(entries []uint64) []byte {
	var p []byte
	for _, e := range entries {
		p = binary.LittleEndian.AppendUint64(p, e)
	}
	return p
}

// Size returns the size in bytes.
func (b *Buffer) Size() int { return b.size }

// Lists returns the pages of the PRP list, in the order of the list.
func (b *Buffer) Lists() []*Memory { return b.lists }

// Set writes the data, as many bytes as the buffer has.
func (b *Buffer) Set(ctx context.Context, p []byte) error {
	if len(p) != b.size {
		return fmt.Errorf("nvme: buffer of %d bytes: %d are written to it", b.size, len(p))
	}
	return b.each(func(m *Memory, offset uint64, at, n int) error { return m.Write(ctx, offset, p[at:at+n]) })
}

// Get returns the data.
func (b *Buffer) Get(ctx context.Context) ([]byte, error) {
	p := make([]byte, b.size)
	err := b.each(func(m *Memory, offset uint64, at, n int) error { return m.Read(ctx, offset, p[at:at+n]) })
	return p, err
}

// each calls f for the part of the data in each page.
func (b *Buffer) each(f func(m *Memory, offset uint64, at, n int) error) error {
	offset, at := b.offset, 0
	for _, m := range b.pages {
		n := min(b.size-at, int(b.page-offset))
		if err := f(m, offset, at, n); err != nil {
			return fmt.Errorf("nvme: buffer of %d bytes: %w", b.size, err)
		}
		offset, at = 0, at+n
	}
	return nil
}

// Beside returns an error if a byte of the buffer's pages has changed that is
// not its data.
func (b *Buffer) Beside(ctx context.Context) error {
	return b.each(func(m *Memory, offset uint64, _, n int) error {
		p := make([]byte, b.page)
		if err := m.Read(ctx, 0, p); err != nil {
			return err
		}
		clear(p[offset:][:n])
		for i, v := range p {
			if v != 0 {
				return fmt.Errorf("byte %#x of the page at %#x, which is not of the data, is %#02x", i, m.Address, v)
			}
		}
		return nil
	})
}

// Free gives the memory back.
func (b *Buffer) Free() error {
	var errs []error
	for _, m := range slices.Concat(b.pages, b.lists) {
		errs = append(errs, m.Free())
	}
	return errors.Join(errs...)
}
