package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// priorities checks which of several requests comes first, and which wait.
func priorities(t *run.T, c *chip) {
	t.Step("fully nested", func() { fullyNested(t, c) })
	t.Step("masked", func() { masked(t, c) })
	t.Step("specific rotation", func() { specificRotation(t, c) })
	t.Step("special mask", func() { specialMask(t, c) })
}

// fullyNested checks that a request waits for those in service with its priority or a
// higher one, and interrupts those with a lower one (section "Fully Nested Mode").
func fullyNested(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.polls(t, "without a request", none)
	c.drive(t, true, 7, 5, 3)
	c.holds(t, "three requests", 1<<7|1<<5|1<<3, 0)
	c.polls(t, "three requests", 3, none)
	c.holds(t, "3 in service", 1<<7|1<<5, 1<<3)
	c.drive(t, true, 0)
	c.polls(t, "0 while 3 is in service", 0, none)
	c.holds(t, "0 and 3 in service", 1<<7|1<<5, 1<<3|1<<0)
	c.do(t, i8259.NonspecificEOI, 0)
	c.polls(t, "3 is in service", none)
	c.do(t, i8259.NonspecificEOI, 0)
	c.polls(t, "nothing is in service", 5, none)
	c.do(t, i8259.NonspecificEOI, 0)
	c.polls(t, "nothing is in service", 7)
	c.do(t, i8259.NonspecificEOI, 0)
	c.holds(t, "after the last", 0, 0)
	for n := range i8259.Inputs {
		c.drive(t, false, n)
		c.drive(t, true, n)
		c.polls(t, "one request after the other", n)
		c.do(t, i8259.NonspecificEOI, 0)
	}
}

// masked checks that a masked input interrupts nobody, is remembered, and does not affect
// others (section "Interrupt Masks").
func masked(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	t.Must(c.Mask(t.Context(), 1<<1|1<<4))
	c.drive(t, true, 1, 4, 6)
	c.holds(t, "1 and 4 are masked", 1<<1|1<<4|1<<6, 0)
	c.polls(t, "1 and 4 are masked", 6, none)
	c.do(t, i8259.NonspecificEOI, 0)
	c.polls(t, "1 and 4 are masked", none)
	t.Must(c.Mask(t.Context(), 1<<1))
	c.polls(t, "1 is masked", 4, none)
	c.do(t, i8259.NonspecificEOI, 0)
	t.Must(c.Mask(t.Context(), 0))
	c.polls(t, "nothing is masked", 1, none)
	c.do(t, i8259.NonspecificEOI, 0)
}

// specificRotation checks each choice of the input with the lowest priority (section
// "Specific Rotation (Specific Priority)").
func specificRotation(t *run.T, c *chip) {
	for lowest := range i8259.Inputs {
		c.start(t, i8259.Mode{})
		c.do(t, i8259.SetPriority, lowest)
		c.drive(t, true, lowest, (lowest+1)%i8259.Inputs, (lowest+7)%i8259.Inputs)
		for _, want := range []int{lowest + 1, lowest + 7, lowest} {
			c.polls(t, "after a rotation", want%i8259.Inputs, none)
			c.do(t, i8259.SpecificEOI, want%i8259.Inputs)
		}
	}
}

// specialMask checks that with special mask mode the mask of an input that is in service
// lets those with a lower priority through, but not itself (section "Special Mask Mode").
func specialMask(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.drive(t, true, 3)
	c.polls(t, "3", 3)
	t.Must(c.Mask(t.Context(), 1<<3))
	c.drive(t, true, 5)
	c.polls(t, "without special mask mode", none)
	t.Must(c.Set(t.Context(), i8259.SetSpecialMask))
	c.drive(t, false, 3)
	c.drive(t, true, 3)
	c.polls(t, "with special mask mode", 5, none)
	c.holds(t, "with special mask mode", 1<<3, 1<<3|1<<5)
	c.do(t, i8259.SpecificEOI, 5)
	c.drive(t, true, 6)
	t.Must(c.Set(t.Context(), i8259.ResetSpecial))
	c.polls(t, "special mask mode is off", none)
	c.do(t, i8259.SpecificEOI, 3)
	c.polls(t, "nothing is in service", 6, none)
}
