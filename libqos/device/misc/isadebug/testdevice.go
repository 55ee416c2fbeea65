package isadebug

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// TestDriver is the node of the device that kvm-unit-tests have in a PC.
var TestDriver = graph.NewDriver[*TestDevice]("pc-testdev")

// The ports that keep written values, four of one byte each.
const (
	latch     = 0xe0
	LatchSize = 4
)

// TestDevice is the device, of which only the latch is used.
type TestDevice struct{ Latch reg.Space }

// NewTestDevice returns the device of an ISA bus.
func NewTestDevice(_ context.Context, bus *isa.Bus) (*TestDevice, error) {
	return &TestDevice{bus.Ports(latch, LatchSize)}, nil
}
