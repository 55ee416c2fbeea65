package ssi

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every bus with a chip select for one more chip.
var Interface = graph.NewInterface[Bus]("ssi-bus")

// Bus is the controller of a bus together with one of its chip selects.
type Bus interface {
	// Transfer selects the chip, sends write, fills read with the bytes that the
	// chip sends then, and deselects the chip. An empty slice omits its part; two
	// empty slices are [ErrEmpty]. Bytes that the chip sends meanwhile it receives,
	// or the controller sends meanwhile it fills read, are of no meaning in such a
	// transfer. The chip is deselected afterwards, even after an error.
	Transfer(ctx context.Context, write, read []byte) error
	// Setup sets the controller up. The first transfer does it, too; after a reset of
	// the machine it has to be called.
	Setup(ctx context.Context) error
	// Machine returns the bus's machine, nil if there is none.
	Machine() *guest.Machine
}

// ErrEmpty means that a transfer has no bytes.
var ErrEmpty = errors.New("ssi: nothing to write and nothing to read")
