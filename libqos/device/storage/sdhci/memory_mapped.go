package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// MemoryMapped is a controller in the memory map of a system on chip.
type MemoryMapped struct {
	*Controller
}

// NewMemoryMapped returns the controller at a machine's peripheral p. It is not
// reset.
func NewMemoryMapped(ctx context.Context, m *guest.Machine, p guest.Peripheral, model Model) (*MemoryMapped, error) {
	line, err := m.WatchLine(ctx, p, 0)
	if err != nil {
		return nil, fmt.Errorf("sdhci: %w", err)
	}
	regs := m.Registers(p)
	if model.Layout == USDHC {
		regs = usdhc{regs}
	}
	return &MemoryMapped{&Controller{Regs: regs, Model: model, Machine: m, Line: line}}, nil
}
