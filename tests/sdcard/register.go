package sdcard

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// Register adds the tests. By default they run with one host of each kind.
func Register(g *graph.Graph) {
	few := graph.SlowBeside("arm/versatilepb", "arm/vexpress-a15", "arm/raspi2b", "arm/orangepi-pc", "x86_64/pc")
	graph.Test(g, "sd-card-tests/registers", sd.CardDriver, registers, few)
	graph.Test(g, "sd-card-tests/blocks", sd.CardDriver, blocks, few, graph.Known(deviations()...))
}

// The cards: one whose addresses count bytes, and one whose addresses count blocks.
const (
	standard = cardsuite.Small
	high     = 4 << 30
)

// inserted is a card in the slot.
type inserted struct {
	*run.T
	host  sd.Port
	slot  *sd.Medium
	image *block.Image
	*sd.Card
}

// insert puts a card of size bytes into the slot. Its first blocks, and the last one, have data.
func insert(t *run.T, p sd.Port, size int64) *inserted {
	t.Helper()
	i, slot := cardsuite.Insert(t, size)
	t.Must(p.Start(t.Context()))
	card, err := sd.Identify(t.Context(), p)
	t.Must(err)
	return &inserted{T: t, host: p, slot: slot, image: i, Card: card}
}

// remove takes the card out and compares its content.
func (c *inserted) remove() {
	c.Helper()
	c.Must(c.slot.Remove(c.Context()))
	c.Step("content of the card", func() { c.Must(c.image.Check()) })
}

// status sends a command whose response is the card's status.
func (c *inserted) status(cmd sd.Command) sd.Status {
	c.Helper()
	r, err := c.host.Command(c.Context(), cmd)
	c.Must(err)
	return sd.Status(r.Short)
}

// expect sends a command and checks the card's status.
func (c *inserted) expect(cmd sd.Command, want sd.Status) {
	c.Helper()
	if got := c.status(cmd); got != want {
		c.Errorf("%v: card status %v, want %v", cmd, got, want)
	}
}

// at is the status of a card in a state that takes data, with more bits.
func at(s sd.State, more sd.Status) sd.Status { return sd.ReadyForData | sd.Status(s)<<9 | more }

// idle reports whether the card is neither busy nor moves data.
func (c *inserted) idle(ctx context.Context) (bool, error) {
	s, err := c.Status(ctx)
	return s&sd.ReadyForData != 0 && s.State() == sd.Transferring, err
}
