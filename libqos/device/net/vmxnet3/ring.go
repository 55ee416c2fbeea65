package vmxnet3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// ring is a ring of descriptors in guest memory with a position, on which one side writes or
// the other reads. The generation changes with each round.
type ring struct {
	d          *Device
	base       uint64
	n          int
	at         int
	generation bool
	content    []byte // as the card has written it
}

// errBehind means that a completion has changed that is not new.
var errBehind = errors.New("the card has written behind its last completion")

// ringAlign is the alignment of a ring (the header, VMXNET3_DMADESC_ALIGN, is for its size).
const ringAlign = 512

func newRing(ctx context.Context, d *Device, n int) (*ring, error) {
	base, err := d.Machine.AllocZeroed(ctx, uint64(n*descriptorSize), ringAlign)
	if err != nil {
		return nil, err
	}
	return &ring{d: d, base: base, n: n, generation: true, content: make([]byte, n*descriptorSize)}, nil
}

func (r *ring) free() error {
	if r == nil {
		return nil
	}
	return r.d.Machine.Alloc.Free(r.base)
}

func (r *ring) address(i int) uint64 { return r.base + uint64(i*descriptorSize) }

// advance moves the position by one.
func (r *ring) advance() {
	if r.at++; r.at == r.n {
		r.at, r.generation = 0, !r.generation
	}
}

// written returns the completions from the position on that the card has written. It fails if
// another one has changed.
func (r *ring) written(ctx context.Context) ([]completion, error) {
	b := make([]byte, r.n*descriptorSize)
	if err := r.d.Machine.ReadMemory(ctx, r.base, b); err != nil {
		return nil, fmt.Errorf("read the completions: %w", err)
	}
	var all []completion
	fresh := true
	for n := range r.n {
		i := (r.at + n) % r.n
		now, was := b[i*descriptorSize:][:descriptorSize], r.content[i*descriptorSize:][:descriptorSize]
		c := parseCompletion(now)
		fresh = fresh && c.generation() == (r.generation != (r.at+n >= r.n))
		switch {
		case fresh:
			all = append(all, c)
			copy(was, now)
		case !bytes.Equal(now, was):
			return all, fmt.Errorf("completion %d is % x, want % x as before: %w", i, now, was, errBehind)
		}
	}
	return all, nil
}
