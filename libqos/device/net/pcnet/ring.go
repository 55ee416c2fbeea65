package pcnet

import (
	"bytes"
	"context"
	"fmt"
)

// ring is a ring of descriptors in guest memory.
type ring struct {
	d      *Device
	style  Style
	base   uint64
	n      int
	given  []descriptor // as the controller was given them
	oldest int          // of those in use
	used   int
}

func newRing(ctx context.Context, d *Device, s Style, n int) (*ring, error) {
	base, err := d.Machine.AllocZeroed(ctx, uint64(n*s.size()), 16)
	if err != nil {
		return nil, err
	}
	return &ring{d: d, style: s, base: base, n: n, given: make([]descriptor, n)}, nil
}

func (r *ring) free() error {
	if r == nil {
		return nil
	}
	return r.d.Machine.Alloc.Free(r.base)
}

// next returns the index of the first descriptor that is not in use.
func (r *ring) next() int { return (r.oldest + r.used) % r.n }

func (r *ring) address(i int) uint64 { return r.base + uint64(i*r.style.size()) }

// put writes a descriptor.
func (r *ring) put(ctx context.Context, i int, buffer uint64, size int, f Flags) error {
	r.given[i] = descriptor{r.style, r.style.encode(buffer, size, f)}
	if err := r.d.Machine.WriteMemory(ctx, r.address(i), r.given[i].b); err != nil {
		return fmt.Errorf("write descriptor %d: %w", i, err)
	}
	return nil
}

// look returns all descriptors, from index 0.
func (r *ring) look(ctx context.Context) ([]descriptor, error) {
	size := r.style.size()
	b := make([]byte, r.n*size)
	if err := r.d.Machine.ReadMemory(ctx, r.base, b); err != nil {
		return nil, fmt.Errorf("read the descriptors: %w", err)
	}
	all := make([]descriptor, r.n)
	for i := range all {
		all[i] = descriptor{r.style, b[i*size : (i+1)*size]}
	}
	return all, nil
}

// back checks that the controller has given back descriptor i as it got it, but for these flags and this length.
func (r *ring) back(i int, got descriptor, f Flags, length int) error {
	if want := r.given[i].with(f, length); !bytes.Equal(want.b, got.b) {
		return fmt.Errorf("descriptor %d was % x, and is % x, want % x: %w", i, r.given[i].b, got.b, want.b, ErrDescriptor)
	}
	return nil
}

// pop takes the n oldest descriptors back.
func (r *ring) pop(n int) {
	r.oldest = (r.oldest + n) % r.n
	r.used -= n
}
