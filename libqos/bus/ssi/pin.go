package ssi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
)

// Pin is the select line of a chip whose controller has none: boards have a pin of a GPIO controller there. It is driven at the
// chip.
type Pin struct {
	m    *guest.Machine
	chip guest.Inputs
}

// FindPin returns the select line of the first chip on a bus, by the bus's path in QEMU's composition tree.
func FindPin(ctx context.Context, m *guest.Machine, bus string) (*Pin, error) {
	chip, err := qom.At(m.Monitor, bus).Text(ctx, "child[0]")
	if err != nil {
		return nil, fmt.Errorf("ssi: no chip on the bus: %w", err)
	}
	return &Pin{m, guest.Inputs{Path: chip, Name: "ssi-gpio-cs"}}, nil
}

// Select selects the chip, or deselects it.
func (p *Pin) Select(ctx context.Context, selected bool) error {
	return p.m.Drive(ctx, p.chip, 0, !selected)
}
