// Package ssifake has a bus without a controller, for tests of chips' drivers.
//
//	bus := ssifake.Bus{Chip: chip}
//	flash := model.New(bus)
package ssifake

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Chip is a chip on the bus.
type Chip interface {
	// Select tells the chip that its select line has become low, or high again.
	Select(low bool)
	// Exchange gives the chip a byte, and returns the byte that it sends meanwhile.
	Exchange(in byte) (out byte)
}

// Bus is a bus with one chip.
type Bus struct{ Chip Chip }

var _ ssi.Bus = Bus{}

// Transfer makes one transfer; see [ssi.Bus].
func (b Bus) Transfer(_ context.Context, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return ssi.ErrEmpty
	}
	b.Chip.Select(true)
	defer b.Chip.Select(false)
	for _, v := range write {
		b.Chip.Exchange(v)
	}
	for i := range read {
		read[i] = b.Chip.Exchange(0xff)
	}
	return nil
}

// Setup does nothing.
func (Bus) Setup(context.Context) error { return nil }

// Machine returns nil.
func (Bus) Machine() *guest.Machine { return nil }
