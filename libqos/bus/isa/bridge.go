package isa

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
)

// BridgeDriver is the ISA bus of a machine without a south bridge.
var BridgeDriver = graph.NewDriver[*Bus]("isabus-bridge")

// NewBridge returns the ISA bus of a PC without a south bridge.
func NewBridge(ctx context.Context, m *guest.Machine) (*Bus, error) {
	first, second, err := PICs(ctx, m)
	if err != nil {
		return nil, err
	}
	return NewBus(m, m.Ports(0, PortCount), ByPICs(first, second)), nil
}

// PICs returns the two 8259s of a machine, starting with the one at the CPU. QEMU
// gives them no name.
func PICs(ctx context.Context, m *guest.Machine) (first, second guest.Controller, err error) {
	pics, err := qom.Parts(ctx, m.Monitor, "isa-i8259")
	if err != nil {
		return first, second, fmt.Errorf("isa: %w", err)
	}
	for _, pic := range pics {
		master, err := pic.Bool(ctx, "master")
		if err != nil {
			return first, second, fmt.Errorf("isa: %w", err)
		}
		if master {
			first.Path = pic.Path()
		} else {
			second.Path = pic.Path()
		}
	}
	if first.Path == "" || second.Path == "" {
		return first, second, fmt.Errorf("isa: got %d 8259s, want a first and a second", len(pics))
	}
	return first, second, nil
}
