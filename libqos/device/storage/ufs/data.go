package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// MaxPiece is the maximum number of bytes that one entry of a PRDT describes.
const MaxPiece = 256 << 10

// Data is the data of a request in guest memory, in pieces that are not contiguous
// (UFSHCI, section 6.1.2 "UTP Command Descriptor", "Physical Region Description
// Table"). The pieces and the guards between them, which must not be written, are one
// block of memory.
type Data struct {
	machine *guest.Machine
	block   uint64
	pieces  []piece
	size    int
}

// piece is a part of the data, with a guard of zeros before and after it.
type piece struct {
	offset int // in the block
	size   int
}

const guard = 16 // bytes

// NewData returns data in pieces of the given sizes in bytes, multiples of four up
// to [MaxPiece], all zero. Each piece has a lower address than the one before.
func (c *Controller) NewData(ctx context.Context, sizes ...int) (*Data, error) {
	d, err := c.allocData(sizes)
	if err != nil {
		return nil, err
	}
	if err := c.Machine.Memset(ctx, d.block, uint64(d.room()), 0); err != nil {
		return nil, errors.Join(fmt.Errorf("ufs: data: %w", err), d.Free())
	}
	return d, nil
}

// NewDataOf is [Controller.NewData] with p as the content. p must fill the pieces.
func (c *Controller) NewDataOf(ctx context.Context, p []byte, sizes ...int) (*Data, error) {
	d, err := c.allocData(sizes)
	if err != nil {
		return nil, err
	}
	if err := d.Set(ctx, p); err != nil {
		return nil, errors.Join(err, d.Free())
	}
	return d, nil
}

// allocData returns data with uninitialised memory.
func (c *Controller) allocData(sizes []int) (*Data, error) {
	d := &Data{machine: c.Machine}
	at := guard
	for _, size := range slices.Backward(sizes) {
		if size <= 0 || size%4 != 0 || size > MaxPiece {
			return nil, fmt.Errorf("ufs: data: got a piece of %d bytes, want a multiple of 4 bytes up to 256 KiB", size)
		}
		d.pieces = append(d.pieces, piece{at, size})
		d.size += size
		at += size + guard
	}
	slices.Reverse(d.pieces)
	var err error
	if d.block, err = c.Machine.Alloc.Alloc(uint64(d.room()), 4); err != nil {
		return nil, fmt.Errorf("ufs: data: %w", err)
	}
	return d, nil
}

// room returns the size of the block in bytes.
func (d *Data) room() int { return d.size + (len(d.pieces)+1)*guard }

// Size returns the size in bytes.
func (d *Data) Size() int { return d.size }

// Set writes the data, which must fill the pieces, and zeros around them.
func (d *Data) Set(ctx context.Context, p []byte) error {
	if len(p) != d.size {
		return fmt.Errorf("ufs: data of %d bytes: got %d bytes to write", d.size, len(p))
	}
	all := make([]byte, d.room())
	for _, s := range d.pieces {
		copy(all[s.offset:], p[:s.size])
		p = p[s.size:]
	}
	return d.machine.WriteMemory(ctx, d.block, all)
}

// Get returns the data. It is an error if a guard byte has changed.
func (d *Data) Get(ctx context.Context) ([]byte, error) {
	block := make([]byte, d.room())
	if err := d.machine.ReadMemory(ctx, d.block, block); err != nil {
		return nil, err
	}
	var all []byte
	for i, s := range d.pieces {
		before, data, behind := block[s.offset-guard:s.offset], block[s.offset:][:s.size], block[s.offset+s.size:][:guard]
		if slices.ContainsFunc(slices.Concat(before, behind), func(b byte) bool { return b != 0 }) {
			return nil, fmt.Errorf("ufs: data: write outside piece %d (%d bytes at %#x)", i, s.size, d.address(s))
		}
		all = append(all, data...)
	}
	return all, nil
}

func (d *Data) address(s piece) uint64 { return d.block + uint64(s.offset) }

// table returns the Physical Region Description Table.
func (d *Data) table() []byte {
	if d == nil {
		return nil
	}
	var p []byte
	for _, s := range d.pieces {
		p = binary.LittleEndian.AppendUint64(p, d.address(s))
		p = append(p, 0, 0, 0, 0)
		p = binary.LittleEndian.AppendUint32(p, uint32(s.size-1))
	}
	return p
}

// Free frees the memory.
func (d *Data) Free() error { return d.machine.Alloc.Free(d.block) }

// Split splits size into pieces of at most most bytes, and returns their sizes.
func Split(size, most int) []int {
	var sizes []int
	for size > 0 {
		n := min(size, most)
		sizes = append(sizes, n)
		size -= n
	}
	return sizes
}
