package ssi

import (
	"context"
	"fmt"
	"path"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
)

// Pin is the select line of a chip whose controller has none: boards have a pin of a GPIO controller there. It is driven at the
// chip, the first one on the bus.
type Pin struct {
	m      *guest.Machine
	object func(ctx context.Context) (string, error)
	bus    string
	chip   guest.Inputs // of no path until [Pin.Select]
}

// NewPin returns the select line of the chip on a controller's bus. Object returns the controller's path in QEMU's
// composition tree, and bus is QEMU's name of the bus.
func NewPin(m *guest.Machine, object func(ctx context.Context) (string, error), bus string) *Pin {
	return &Pin{m: m, object: object, bus: bus}
}

// Select selects the chip, or deselects it.
func (p *Pin) Select(ctx context.Context, selected bool) error {
	if p.chip.Path == "" {
		object, err := p.object(ctx)
		if err != nil {
			return err
		}
		chip, err := qom.At(p.m.Monitor, path.Join(object, p.bus)).Text(ctx, "child[0]")
		if err != nil {
			return fmt.Errorf("ssi: no chip on the bus: %w", err)
		}
		p.chip = guest.Inputs{Path: chip, Name: "ssi-gpio-cs"}
	}
	return p.m.Drive(ctx, p.chip, 0, !selected)
}
