package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// MemoryMapped is a controller that a system on chip has in its memory map.
type MemoryMapped struct {
	*Controller
}

// NewMemoryMapped returns the controller that a machine has as a part. It is not
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
