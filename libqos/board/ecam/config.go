package ecam

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Config is configuration space mapped into memory.
type Config struct {
	size   uint64
	memory reg.Space
}

// NewConfig returns the configuration space at a guest-physical address, for
// that many buses from bus 0 on.
func NewConfig(m *guest.Machine, base uint64, buses int) Config {
	return Config{uint64(buses) << 20, m.Window(base, binary.LittleEndian)}
}

// ConfigSize returns 4096 bytes, the whole configuration space of a function.
func (c Config) ConfigSize() uint16 { return 4096 }

// ReadConfig reads a register of configuration space.
func (c Config) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	where, err := c.where(at, offset)
	if err != nil {
		return 0, err
	}
	v, err := c.memory.Load(ctx, w, where)
	return uint32(v), err
}

// WriteConfig writes a register of configuration space.
func (c Config) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	where, err := c.where(at, offset)
	if err != nil {
		return err
	}
	return c.memory.Store(ctx, w, where, uint64(v))
}

// where returns the offset of a register (PCI Express Base 3.0, table 7-1
// "Enhanced Configuration Address Mapping").
func (c Config) where(at pci.Address, offset uint16) (uint64, error) {
	where := uint64(at.Bus)<<20 | uint64(at.DevFn())<<12 | uint64(offset)
	if where >= c.size {
		return 0, fmt.Errorf("ecam: %v is outside of the configuration space of %d buses", at, c.size>>20)
	}
	return where, nil
}
