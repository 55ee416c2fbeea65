package nvme

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Layout is the layout of a command's data in memory.
type Layout struct {
	Offset     uint64 // of the data in its first page, a multiple of 4
	ListOffset uint64 // of the first entry in the first page of the PRP list, a multiple of 8
	From       Source // of the data's pages; nil for guest memory
	Lists      Source // of the PRP list's pages; nil for guest memory
}

// Buffer is the data of a command: memory pages with the PRP entries that name
// them (section 4.3 "Physical Region Page Entry and List"). The pages form one block of
// memory in descending order, so that no page of data precedes the next one in memory.
type Buffer struct {
	PRP1, PRP2 uint64
	page       uint64
	offset     uint64
	size       int
	data       *Memory
	lists      *Memory // nil without a PRP list
}

// NewBuffer returns a buffer of size bytes, all zero.
func (c *Controller) NewBuffer(ctx context.Context, size int, l Layout) (*Buffer, error) {
	b, err := c.newBuffer(ctx, size, l)
	if err != nil {
		return nil, err
	}
	if err := b.data.Clear(ctx); err != nil {
		return nil, errors.Join(err, b.Free())
	}
	return b, nil
}

// NewBufferOf returns a buffer filled with data.
func (c *Controller) NewBufferOf(ctx context.Context, p []byte, l Layout) (*Buffer, error) {
	b, err := c.newBuffer(ctx, len(p), l)
	if err != nil {
		return nil, err
	}
	if err := b.Set(ctx, p); err != nil {
		return nil, errors.Join(err, b.Free())
	}
	return b, nil
}

// newBuffer returns a buffer with uninitialised memory.
func (c *Controller) newBuffer(ctx context.Context, size int, l Layout) (*Buffer, error) {
	b := &Buffer{page: c.page, offset: l.Offset, size: size}
	if err := b.build(ctx, c.source(l.From), c.source(l.Lists), l.ListOffset); err != nil {
		return nil, errors.Join(fmt.Errorf("nvme: buffer of %d bytes: %w", size, err), b.Free())
	}
	return b, nil
}

func (b *Buffer) build(ctx context.Context, data, lists Source, listOffset uint64) (err error) {
	count := (b.offset + uint64(max(b.size, 1)) + b.page - 1) / b.page
	if b.data, err = data.Alloc(count*b.page, b.page); err != nil {
		return err
	}
	b.PRP1 = b.address(0) + b.offset
	switch count {
	case 1:
	case 2:
		b.PRP2 = b.address(1)
	default:
		return b.list(ctx, lists, listOffset, int(count))
	}
	return nil
}

// at returns the offset of a page of the data in the block.
func (b *Buffer) at(page int) uint64 { return b.data.Size - uint64(page+1)*b.page }

// address returns the address of a page of the data.
func (b *Buffer) address(page int) uint64 { return b.data.Address + b.at(page) }

// list writes the PRP list of count pages, without the first. If the rest does not fit
// into a page of the list, its last entry names the next page of the list.
func (b *Buffer) list(ctx context.Context, from Source, offset uint64, count int) (err error) {
	room := int(b.page / 8) // entries of a page of the list
	first := int(offset / 8)
	pages := 1
	for left := count - 1 - (room - first); left > 0; left -= room - 1 {
		pages++ // the next page starts with the entry that the link replaces
	}
	if b.lists, err = from.Alloc(uint64(pages)*b.page, b.page); err != nil {
		return err
	}
	b.PRP2 = b.lists.Address + offset
	p := make([]byte, b.lists.Size)
	next := first
	for page := 1; page < count; page++ {
		if last := next%room == room-1; last && page < count-1 {
			binary.LittleEndian.PutUint64(p[8*next:], b.lists.Address+uint64(8*(next+1)))
			next++
		}
		binary.LittleEndian.PutUint64(p[8*next:], b.address(page))
		next++
	}
	return b.lists.Write(ctx, 0, p)
}

// Size returns the size in bytes.
func (b *Buffer) Size() int { return b.size }

// Lists returns the number of pages of the PRP list.
func (b *Buffer) Lists() int {
	if b.lists == nil {
		return 0
	}
	return int(b.lists.Size / b.page)
}

// Set writes the data, which must fill the buffer, and zeros around it.
func (b *Buffer) Set(ctx context.Context, p []byte) error {
	if len(p) != b.size {
		return fmt.Errorf("nvme: buffer of %d bytes: got %d bytes to write", b.size, len(p))
	}
	all := make([]byte, b.data.Size)
	b.each(func(memory uint64, data, n int) { copy(all[memory:][:n], p[data:]) })
	if err := b.data.Write(ctx, 0, all); err != nil {
		return fmt.Errorf("nvme: buffer of %d bytes: %w", b.size, err)
	}
	return nil
}

// Get returns the data. It is an error if a byte of the buffer's pages outside the data
// has changed.
func (b *Buffer) Get(ctx context.Context) ([]byte, error) {
	all := make([]byte, b.data.Size)
	if err := b.data.Read(ctx, 0, all); err != nil {
		return nil, fmt.Errorf("nvme: buffer of %d bytes: %w", b.size, err)
	}
	p := make([]byte, b.size)
	b.each(func(memory uint64, data, n int) {
		copy(p[data:], all[memory:][:n])
		clear(all[memory:][:n])
	})
	for i, v := range all {
		if v != 0 {
			return nil, fmt.Errorf("nvme: buffer of %d bytes: got byte %#x of the pages at %#x, outside the data, as %#02x, want 0", b.size, i, b.data.Address, v)
		}
	}
	return p, nil
}

// each calls f for the part of the data in each page, with its offset in memory, its
// offset in the data and its size in bytes.
func (b *Buffer) each(f func(memory uint64, data, n int)) {
	offset, at := b.offset, 0
	for page := 0; at < b.size; page++ {
		n := min(b.size-at, int(b.page-offset))
		f(b.at(page)+offset, at, n)
		offset, at = 0, at+n
	}
}

// Free frees the memory.
func (b *Buffer) Free() error {
	var errs []error
	for _, m := range []*Memory{b.data, b.lists} {
		if m != nil {
			errs = append(errs, m.Free())
		}
	}
	return errors.Join(errs...)
}
