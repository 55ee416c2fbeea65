package ipack

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interface is the interface of every slot for a module.
var Interface = graph.NewInterface[Slot]("ipack")

// Slot is a slot of a carrier board.
type Slot interface {
	// Machine returns the carrier's machine.
	Machine() *guest.Machine
	// IO returns the module's I/O space, 128 bytes.
	IO() reg.Space
	// ID returns the module's ID space, 64 bytes.
	ID() reg.Space
	// EnableRequests lets one of the module's interrupt request lines, 0 or 1,
	// through to the machine.
	EnableRequests(ctx context.Context, line int) error
	// DisableRequests undoes EnableRequests.
	DisableRequests(ctx context.Context, line int) error
	// Requests returns the request lines that the module asserts, enabled or not.
	Requests(ctx context.Context) ([]int, error)
	// Interrupt returns the machine's interrupt line for the module's requests.
	Interrupt(ctx context.Context) (guest.Line, error)
}
