package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// ends checks each way in which the service of an interrupt ends.
func ends(t *run.T, c *chip) {
	t.Step("non-specific", func() { nonspecific(t, c) })
	t.Step("specific", func() { specific(t, c) })
	t.Step("automatic", func() { automatic(t, c) })
	t.Step("rotation", func() { rotation(t, c) })
	t.Step("rotation on a specific one", func() { specificEndRotation(t, c) })
	t.Step("rotation on an automatic one", func() { automaticRotation(t, c) })
	t.Step("no operation", func() { noOperation(t, c) })
}

// serve acknowledges requests of the inputs, the one with the lowest priority first.
func (c *chip) serve(t *run.T, inputs ...int) {
	t.Helper()
	for _, n := range inputs {
		c.drive(t, false, n)
		c.drive(t, true, n)
		c.polls(t, "one request after the other", n)
	}
}

// nonspecific checks that the end is that of the highest in service (section "End of
// Interrupt (EOI)").
func nonspecific(t *run.T, c *chip) {
	c.start(t, i8259.Mode{WithoutICW4: true})
	c.serve(t, 6, 4, 1)
	for _, left := range []uint8{1<<6 | 1<<4, 1 << 6, 0, 0} {
		c.do(t, i8259.NonspecificEOI, 6)
		c.holds(t, "after a non-specific end", 0, left)
	}
}

// specific checks that the end is that of the given input, in service or not.
func specific(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.serve(t, 6, 4, 1)
	c.do(t, i8259.SpecificEOI, 5)
	c.holds(t, "after the end of 5", 0, 1<<6|1<<4|1<<1)
	c.do(t, i8259.SpecificEOI, 4)
	c.holds(t, "after the end of 4", 0, 1<<6|1<<1)
	c.do(t, i8259.SpecificEOI, 6)
	c.do(t, i8259.SpecificEOI, 1)
	c.holds(t, "after all ends", 0, 0)
}

// automatic checks that an acknowledge leaves nothing in service (section "Automatic End
// of Interrupt (AEOI) Mode").
func automatic(t *run.T, c *chip) {
	c.start(t, i8259.Mode{Automatic: true})
	c.drive(t, true, 6, 2)
	c.polls(t, "without an end", 2, 6, none)
	c.holds(t, "without an end", 0, 0)
}

// rotation checks that an end with rotation gives its input the lowest priority (section
// "Automatic Rotation (Equal Priority Devices)").
func rotation(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.drive(t, true, 4, 6)
	c.polls(t, "before the rotation", 4)
	c.do(t, i8259.RotateOnEOI, 0)
	c.holds(t, "after the rotation", 1<<6, 0)
	c.drive(t, false, 4)
	c.drive(t, true, 4, 3, 5)
	for _, want := range []int{5, 6, 3, 4} {
		c.polls(t, "4 has the lowest priority", want)
		c.do(t, i8259.NonspecificEOI, 0)
	}
}

// specificEndRotation checks that the input of a specific end has the lowest priority.
func specificEndRotation(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.serve(t, 5, 2)
	c.do(t, i8259.RotateOnSpecific, 2)
	c.holds(t, "after the end of 2", 0, 1<<5)
	c.do(t, i8259.SpecificEOI, 5)
	c.drive(t, false, 2)
	c.drive(t, true, 2, 1, 3)
	c.polls(t, "2 has the lowest priority", 3, none)
	c.do(t, i8259.SpecificEOI, 3)
	c.polls(t, "2 has the lowest priority", 1, none)
	c.do(t, i8259.SpecificEOI, 1)
	c.polls(t, "2 has the lowest priority", 2)
}

// automaticRotation checks rotation in the mode with automatic ends, on and off.
func automaticRotation(t *run.T, c *chip) {
	c.start(t, i8259.Mode{Automatic: true})
	c.do(t, i8259.SetRotateAEOI, 0)
	c.drive(t, true, 2, 1, 4)
	c.polls(t, "1 then has the lowest priority", 1)
	c.drive(t, false, 1)
	c.drive(t, true, 1)
	c.polls(t, "with rotation", 2, 4, 1, none)
	c.do(t, i8259.SetPriority, i8259.Inputs-1)
	c.do(t, i8259.ClearRotateAEOI, 0)
	c.serve(t, 1)
	c.drive(t, false, 1, 2)
	c.drive(t, true, 2, 1)
	c.polls(t, "without rotation", 1, 2)
}

// noOperation checks that the command does nothing.
func noOperation(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.serve(t, 6, 3)
	c.do(t, i8259.NoOperation, 3)
	c.holds(t, "after no operation", 0, 1<<6|1<<3)
}
