package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/guest"
)

// MaxPiece is the most bytes that one entry of a PRDT describes.
const MaxPiece = 256 << 10

// Data is the data of a request in guest memory, in pieces that are not contiguous
// (UFSHCI, section 6.1.2 "UTP Command Descriptor", "Physical Region Description
// Table").
type Data struct {
	machine *guest.Machine
	pieces  []piece
	size    int
}

// piece is a part of the data between two guards that nobody is to write to.
type piece struct {
	block uint64 // of guest memory, with its guards
	addr  uint64
	size  int
}

const guard = 16 // bytes

// NewData returns data in pieces of the given sizes in bytes, multiples of four up
// to [MaxPiece], all zero. Each piece has a lower address than the one before.
func (c *Controller) NewData(ctx context.Context, sizes ...int) (*Data, error) {
	d := &Data{machine: c.Machine}
	for _, size := range slices.Backward(sizes) {
		if size <= 0 || size%4 != 0 || size > MaxPiece {
			return nil, errors.Join(fmt.Errorf("ufs: data: no piece has %d bytes", size), d.Free())
		}
		addr, err := c.Machine.AllocZeroed(ctx, uint64(size+2*guard), 4)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("ufs: data: %w", err), d.Free())
		}
		d.pieces = append(d.pieces, piece{addr, addr + guard, size})
		d.size += size
	}
	slices.Reverse(d.pieces)
	return d, nil
}

// Size returns the size in bytes.
func (d *Data) Size() int { return d.size }

// Set writes the data, as many bytes as there are.
func (d *Data) Set(ctx context.Context, p []byte) error {
	if len(p) != d.size {
		return fmt.Errorf("ufs: data of %d bytes: %d are written to it", d.size, len(p))
	}
	for _, s := range d.pieces {
		if err := d.machine.WriteMemory(ctx, s.addr, p[:s.size]); err != nil {
			return err
		}
		p = p[s.size:]
	}
	return nil
}

// Get returns the data. It is an error if a byte beside a piece has changed.
func (d *Data) Get(ctx context.Context) ([]byte, error) {
	var all []byte
	for i, s := range d.pieces {
		p := make([]byte, s.size+2*guard)
		if err := d.machine.ReadMemory(ctx, s.block, p); err != nil {
			return nil, err
		}
		before, data, behind := p[:guard], p[guard:guard+s.size], p[guard+s.size:]
		if slices.ContainsFunc(slices.Concat(before, behind), func(b byte) bool { return b != 0 }) {
			return nil, fmt.Errorf("ufs: data: something was written beside piece %d, %d bytes at %#x", i, s.size, s.addr)
		}
		all = append(all, data...)
	}
	return all, nil
}

// table returns the Physical Region Description Table.
func (d *Data) table() []byte {
	if d == nil {
		return nil
	}
	var p []byte
	for _, s := range d.pieces {
		p = binary.LittleEndian.AppendUint64(p, s.addr)
		p = append(p, 0, 0, 0, 0)
		p = binary.LittleEndian.AppendUint32(p, uint32(s.size-1))
	}
	return p
}

// Free gives the memory back.
func (d *Data) Free() error {
	var errs []error
	for _, s := range d.pieces {
		errs = append(errs, d.machine.Alloc.Free(s.block))
	}
	return errors.Join(errs...)
}

// Split returns the sizes of pieces of at most most bytes each that add up to size.
func Split(size, most int) []int {
	var sizes []int
	for size > 0 {
		n := min(size, most)
		sizes = append(sizes, n)
		size -= n
	}
	return sizes
}
