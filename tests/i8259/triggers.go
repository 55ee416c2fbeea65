package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// triggers checks what is a request: an edge or a level (section "Edge and Level Triggered
// Modes").
func triggers(t *run.T, c *chip) {
	t.Step("edge", func() { edge(t, c) })
	t.Step("request withdrawn", func() { withdrawn(t, c) })
	t.Step("level of one input", func() {
		c.start(t, i8259.Mode{})
		i8259.EdgeLevel.WriteT(t, c.Edges, 1<<3)
		level(t, c, 3)
		edgeOf(t, c, 6)
	})
	t.Step("levels of all inputs", func() {
		c.start(t, i8259.Mode{Levels: true})
		level(t, c, 6)
	})
}

// edge checks that an input that stays high requests once.
func edge(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	for n := range i8259.Inputs {
		edgeOf(t, c, n)
	}
}

func edgeOf(t *run.T, c *chip, n int) {
	t.Helper()
	for range 2 {
		c.drive(t, true, n)
		c.polls(t, "after an edge", n)
		c.do(t, i8259.NonspecificEOI, 0)
		c.polls(t, "of an input that stays high", none)
		reg.ExpectBitsT(t, c.Regs, "IRR of an input that stays high", i8259.Command, 1<<n, 0)
		c.drive(t, false, n)
	}
}

// withdrawn checks that a request is gone with an input that becomes low before the
// acknowledge.
func withdrawn(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.drive(t, true, 4)
	c.drive(t, false, 4)
	c.holds(t, "the input is low again", 0, 0)
}

// level checks that an input requests as long as it is high.
func level(t *run.T, c *chip, n int) {
	t.Helper()
	c.drive(t, true, n)
	for range 2 {
		c.polls(t, "while the input is high", n, none)
		c.do(t, i8259.NonspecificEOI, 0)
	}
	c.holds(t, "while the input is high", 1<<n, 0)
	c.drive(t, false, n)
	c.polls(t, "after the input is low", none)
	c.holds(t, "after the input is low", 0, 0)
}
