package sdhci

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/guest"
)

// MemoryMapped is a controller that a system on chip has in its memory map.
type MemoryMapped struct {
	*Controller
}

// Wiring says where a system on chip has a controller.
type Wiring struct {
	Base                uint64 // guest-physical address of the registers
	InterruptController string // QOM path
	Input               int    // of the interrupt controller
}

// NewMemoryMapped returns the controller that the machine has there. It is not
// reset.
func NewMemoryMapped(ctx context.Context, m *guest.Machine, w Wiring, model Model) (*MemoryMapped, error) {
	if err := m.Intercept(ctx, w.InterruptController); err != nil {
		return nil, fmt.Errorf("sdhci: controller at %#x: %w", w.Base, err)
	}
	regs := m.Window(w.Base, binary.LittleEndian)
	if model.Layout == USDHC {
		regs = usdhc{regs}
	}
	return &MemoryMapped{&Controller{Regs: regs, Model: model, Machine: m, Line: m.Line(w.Input)}}, nil
}
