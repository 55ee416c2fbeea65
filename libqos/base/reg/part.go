package reg

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest"
)

// Part returns size bytes of a space from base on; offsets in it count from base.
// An access outside of it is an error.
func Part(s Space, base, size uint64) Space { return part{s, base, size} }

type part struct {
	space      Space
	base, size uint64
}

func (p part) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := p.check(w, offset); err != nil {
		return 0, err
	}
	return p.space.Load(ctx, w, p.base+offset)
}

func (p part) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := p.check(w, offset); err != nil {
		return err
	}
	return p.space.Store(ctx, w, p.base+offset, value)
}

func (p part) check(w qtest.Width, offset uint64) error {
	if end := offset + uint64(w); end > p.size || end < offset {
		return fmt.Errorf("reg: access of %d bytes at %#x is outside of the space of %d bytes", w, offset, p.size)
	}
	return nil
}
