package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
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
	switch model.Layout {
	case Standard:
	case USDHC:
		regs = usdhc{regs, nil}
	case ESDHC:
		regs = usdhc{regs, new(uint32)}
	}
	return &MemoryMapped{&Controller{Regs: regs, Model: model, Machine: m, Line: line}}, nil
}

// Kind returns the kind of a board's part with these features and with a card, see [sd.CardBySlot]. It is for a board that is not
// the first with such a controller: one test runs by default.
func Kind(model Model, card ...graph.EdgeOption) board.Kind {
	return board.NewKind(GenericDriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*MemoryMapped, error) {
		return NewMemoryMapped(ctx, m, p, model)
	}, append(card, graph.SlowBut("sdhci-tests/card"))...)
}
