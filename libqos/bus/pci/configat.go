package pci

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// ConfigAt returns the part of configuration space that begins at offset, for
// example a capability.
func (d *Device) ConfigAt(offset uint16) reg.Space {
	return shifted{d.Config(), uint64(offset)}
}

// shifted is a space that begins at an offset in another.
type shifted struct {
	space reg.Space
	base  uint64
}

func (s shifted) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	return s.space.Load(ctx, w, s.base+offset)
}

func (s shifted) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return s.space.Store(ctx, w, s.base+offset, value)
}
