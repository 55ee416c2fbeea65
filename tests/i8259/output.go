package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// output checks the level of INT of the first chip: it is high while there is a request that
// may interrupt. That of the second is input 2 of the first.
func output(t *run.T, p *i8259.Pair) {
	c := both(p)[0]
	line, err := c.Watch(t.Context())
	t.Must(err)
	c.start(t, i8259.Mode{})
	raised := func(when string, want bool) {
		t.Helper()
		line.ExpectT(t, when, want)
	}
	raised("without a request", false)
	c.drive(t, true, 4)
	raised("with a request", true)
	t.Must(c.Mask(t.Context(), 1<<4))
	raised("with the request masked", false)
	t.Must(c.Mask(t.Context(), 0))
	raised("with the mask removed", true)
	c.polls(t, "4", 4)
	raised("after an acknowledge", false)
	c.drive(t, true, 6)
	raised("with a request of a lower priority", false)
	c.drive(t, true, 2)
	raised("with a request of a higher priority", true)
	c.polls(t, "2", 2)
	c.do(t, i8259.SpecificEOI, 2)
	c.do(t, i8259.SpecificEOI, 4)
	raised("with nothing in service", true)
}
