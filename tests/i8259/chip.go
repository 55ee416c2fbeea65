package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// chip is one of the controllers, and its name in steps.
type chip struct {
	*i8259.Chip
	name string
}

// none is the result of a poll without a request.
const none = -1

// start initializes the chip with all inputs low.
func (c *chip) start(t *run.T, m i8259.Mode) {
	t.Helper()
	for n := range i8259.Inputs {
		c.drive(t, false, n)
	}
	i8259.EdgeLevel.WriteT(t, c.Edges, 0)
	t.Must(c.Init(t.Context(), m))
}

// drive sets inputs one after the other.
func (c *chip) drive(t *run.T, high bool, inputs ...int) {
	t.Helper()
	for _, n := range inputs {
		t.Must(c.Drive(t.Context(), n, high))
	}
}

// do writes OCW2.
func (c *chip) do(t *run.T, command i8259.OCW2, input int) {
	t.Helper()
	t.Must(c.Do(t.Context(), command, input))
}

// polls checks which requests polls acknowledge, one after the other.
func (c *chip) polls(t *run.T, when string, want ...int) {
	t.Helper()
	for i, w := range want {
		n, pending, err := c.Poll(t.Context())
		t.Must(err)
		if !pending {
			n = none
		}
		if n != w {
			t.Errorf("%s: poll %d acknowledges request %d, want %d (%d: none)", when, i+1, n, w, none)
		}
	}
}

// holds checks the Interrupt Request Register and the In-Service Register.
func (c *chip) holds(t *run.T, when string, irr, isr uint8) {
	t.Helper()
	c.status(t, when, "IRR", i8259.ReadIRR, irr)
	c.status(t, when, "ISR", i8259.ReadISR, isr)
}

func (c *chip) status(t *run.T, when, name string, which i8259.OCW3, want uint8) {
	t.Helper()
	got, err := c.Status(t.Context(), which)
	t.Must(err)
	if got != want {
		t.Errorf("%s: %s = %#08b, want %#08b", when, name, got, want)
	}
}
