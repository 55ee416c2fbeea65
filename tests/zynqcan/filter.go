package zynqcan

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// rule is a filter.
type rule struct{ mask, id xilinxcan.ID }

// filter checks which messages the receiver stores (UG1085, "RX Message Filtering").
func filter(t *run.T, c *zynqcan.Controller) {
	p := &pair{t, c.Other(), c}
	const exact = ^xilinxcan.ID(0)
	t.Step("no filter", func() {
		p.rules(0, rule{exact, xilinxcan.Standard(1)})
		p.passes(xilinxcan.Standard(2), true)
	})
	for n := range zynqcan.FilterCount {
		t.Step(fmt.Sprintf("filter %d", n+1), func() { p.one(n) })
	}
	t.Step("any of several", func() {
		p.rules(0b1111, rule{exact, xilinxcan.Standard(1)}, rule{exact, xilinxcan.Standard(2)}, rule{exact, xilinxcan.Extended(3)}, rule{0x8000_0000, xilinxcan.Standard(0x400)})
		for _, id := range []xilinxcan.ID{xilinxcan.Standard(1), xilinxcan.Standard(2), xilinxcan.Extended(3), xilinxcan.Standard(0x7ff)} {
			p.passes(id, true)
		}
		for _, id := range []xilinxcan.ID{xilinxcan.Standard(3), xilinxcan.Extended(1), xilinxcan.Standard(0x3ff)} {
			p.passes(id, false)
		}
	})
	t.Step("one of several in use", func() {
		p.rules(0b0100, rule{exact, xilinxcan.Standard(1)}, rule{0, 0}, rule{exact, xilinxcan.Standard(3)}, rule{0, 0})
		p.passes(xilinxcan.Standard(1), false)
		p.passes(xilinxcan.Standard(3), true)
	})
	t.Step("each bit of a mask", p.bits)
	t.Step("changed while enabled", func() {
		p.rules(0b0001, rule{exact, xilinxcan.Standard(1)})
		p.passes(xilinxcan.Standard(2), false)
		zynqcan.Filters.WriteT(t, p.b.Regs, 0)
		p.passes(xilinxcan.Standard(2), true)
		zynqcan.Filter(0).WriteT(t, p.b.Regs, xilinxcan.Standard(3))
		zynqcan.Filters.WriteT(t, p.b.Regs, 1)
		p.passes(xilinxcan.Standard(3), true)
		p.passes(xilinxcan.Standard(1), false)
	})
}

// rules starts both controllers, the receiver with some filters of which those of a mask are in use.
func (p *pair) rules(inUse uint32, rules ...rule) {
	p.t.Helper()
	p.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(p.t, p.b.Regs, 0)
	for n, r := range rules {
		zynqcan.Mask(n).WriteT(p.t, p.b.Regs, r.mask)
		zynqcan.Filter(n).WriteT(p.t, p.b.Regs, r.id)
	}
	zynqcan.Filters.WriteT(p.t, p.b.Regs, inUse)
	xilinxcan.Reset.WriteT(p.t, p.b.Regs, xilinxcan.Enable)
}

// passes checks whether the receiver stores a message with an identifier.
func (p *pair) passes(id xilinxcan.ID, want bool) {
	p.t.Helper()
	m := zynqcan.Message{ID: id, Length: 2, Data: [2]uint32{0x5aa5_0000, 0}}
	p.send(p.a, m)
	if want {
		receives(p.t, p.b, fmt.Sprintf("with identifier %v", id), m)
	}
	empty(p.t, p.b, fmt.Sprintf("after a message with identifier %v", id))
}

// one checks filter n with identifiers of both lengths.
func (p *pair) one(n int) {
	rules := make([]rule, zynqcan.FilterCount)
	rules[n] = rule{0xfff8_0000, xilinxcan.Standard(0x155)}
	p.rules(1<<n, rules...)
	p.passes(xilinxcan.Standard(0x155), true)
	p.passes(xilinxcan.Standard(0x154), false)
	p.passes(xilinxcan.Standard(0x155)|xilinxcan.Remote, false)
	rules[n] = rule{^xilinxcan.ID(0), xilinxcan.Extended(0x1555_5555)}
	p.rules(1<<n, rules...)
	p.passes(xilinxcan.Extended(0x1555_5555), true)
	p.passes(xilinxcan.Extended(0x1555_5554), false)
	p.passes(xilinxcan.Extended(0x0555_5555), false)
}

// bits checks a mask with one bit set, for each bit of an identifier of 11 bits: the identifiers in the message and in the
// filter differ in all the others.
func (p *pair) bits() {
	for bit := range 11 {
		mask := xilinxcan.Standard(1 << bit)
		p.rules(1, rule{mask, xilinxcan.Standard(0x2aa)})
		p.passes(xilinxcan.Standard(0x555)^mask, true)
		p.passes(xilinxcan.Standard(0x2aa)^mask, false)
	}
}
