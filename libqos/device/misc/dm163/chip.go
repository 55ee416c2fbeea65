package dm163

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Driver is the node of the chip.
var Driver = graph.NewDriver[*Chip]("dm163")

// Pin is a pin of the chip (table "Pin Description").
type Pin int

// The pins. The rows are those of the board.
const (
	Row0   Pin = 0
	Data   Pin = 8  // SIN
	Clock  Pin = 9  // DCK: data are shifted at its rising edge
	Reset  Pin = 10 // RST_B: low for a reset
	Latch  Pin = 11 // LAT_B: low to take the registers over to the outputs
	Select Pin = 12 // SELBK: bank 1 if it is high
	Pins       = 13
)

// The numbers of bits of the shift registers.
const (
	Bank0 = 24 * 6
	Bank1 = 24 * 8
)

// Chip is a chip behind pins of a machine.
type Chip struct {
	machine *guest.Machine
	path    string // of QEMU's object
	set     func(ctx context.Context, p Pin, high bool) error
}

// New returns the chip with a path in QEMU's composition tree. set sets the level of a pin.
func New(m *guest.Machine, path string, set func(ctx context.Context, p Pin, high bool) error) *Chip {
	return &Chip{m, path, set}
}

// Set sets the level of a pin.
func (c *Chip) Set(ctx context.Context, p Pin, high bool) error { return c.set(ctx, p, high) }

// Shift shifts a bit into the register of the bank that is selected.
func (c *Chip) Shift(ctx context.Context, bit bool) error {
	if err := c.set(ctx, Data, bit); err != nil {
		return err
	}
	if err := c.set(ctx, Clock, true); err != nil {
		return err
	}
	return c.set(ctx, Clock, false)
}

// Out watches SOUT, the last bit of the register of the bank that is selected.
func (c *Chip) Out(ctx context.Context) (guest.Line, error) {
	return c.machine.Watch(ctx, guest.Outputs{Path: c.path, Name: "sout"}.Line(0))
}
