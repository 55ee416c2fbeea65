package canfd

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// rule is a filter.
type rule struct {
	n        int
	mask, id xilinxcan.ID
}

// exact is a mask of all bits.
const exact = ^xilinxcan.ID(0)

// filter checks which messages the receiver stores, and in which of its FIFOs (PG223, "Acceptance Filters").
func filter(t *run.T, c *canfd.Controller) {
	p := &pair{t, c.Other(), c}
	t.Step("no filter", func() {
		p.rules(0)
		p.passes(xilinxcan.Standard(1), false)
	})
	t.Step("each filter", func() {
		for n := range canfd.FilterCount {
			id := xilinxcan.Standard(0x155 ^ uint32(n))
			p.rules(1<<n, rule{n, 0xfff8_0000, id}, rule{(n + 1) % canfd.FilterCount, 0, 0})
			p.passes(id, true)
			p.passes(id^xilinxcan.Standard(1), false)
		}
	})
	t.Step("remote frames", func() {
		p.rules(1, rule{0, exact, xilinxcan.Standard(1)})
		p.passes(xilinxcan.Standard(1)|xilinxcan.Remote, false)
	})
	t.Step("29 bits", func() {
		p.rules(1, rule{0, exact, xilinxcan.Extended(0x1555_5555)})
		p.passes(xilinxcan.Extended(0x1555_5555), true)
		p.passes(xilinxcan.Extended(0x1555_5554), false)
		p.passes(xilinxcan.Extended(0x0555_5555), false)
		p.passes(xilinxcan.Standard(0x555), false)
	})
	t.Step("each bit of a mask", func() {
		for bit := range 11 {
			mask := xilinxcan.Standard(1 << bit)
			p.rules(1, rule{0, mask, xilinxcan.Standard(0x2aa)})
			p.passes(xilinxcan.Standard(0x555)^mask, true)
			p.passes(xilinxcan.Standard(0x2aa)^mask, false)
		}
	})
	t.Step("any of several", func() {
		p.rules(1<<3|1<<30, rule{3, exact, xilinxcan.Standard(3)}, rule{30, exact, xilinxcan.Standard(30)})
		p.passes(xilinxcan.Standard(3), true)
		p.passes(xilinxcan.Standard(30), true)
		p.passes(xilinxcan.Standard(4), false)
	})
	t.Step("two FIFOs", func() { p.twoFIFOs(1) })
	t.Step("several messages in both FIFOs", func() { p.twoFIFOs(3) })
}

// rules starts both controllers, the receiver with some filters of which those of a mask are in use.
func (p *pair) rules(inUse uint32, rules ...rule) {
	p.t.Helper()
	p.start(xilinxcan.Normal)
	canfd.Filters.WriteT(p.t, p.b.Regs, 0)
	for _, r := range rules {
		canfd.Mask(r.n).WriteT(p.t, p.b.Regs, r.mask)
		canfd.Filter(r.n).WriteT(p.t, p.b.Regs, r.id)
	}
	canfd.Filters.WriteT(p.t, p.b.Regs, inUse)
}

// passes checks whether the receiver stores a message with an identifier.
func (p *pair) passes(id xilinxcan.ID, want bool) {
	p.t.Helper()
	m := canfd.Message{ID: id}
	p.send(p.a, m)
	if want {
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("with identifier %v", id), m)
	}
	empty(p.t, p.b, canfd.FIFO0, fmt.Sprintf("after a message with identifier %v", id))
}

// twoFIFOs checks that filters beyond RXFP lead to FIFO 1, and that each FIFO has its own messages.
func (p *pair) twoFIFOs(count int) {
	p.rules(1<<4|1<<5, rule{4, exact, xilinxcan.Standard(4)}, rule{5, exact, xilinxcan.Standard(5)})
	xilinxcan.Reset.WriteT(p.t, p.b.Regs, 0)
	canfd.ReceiveMark.WriteT(p.t, p.b.Regs, 0x04_0f0f)
	p.t.Cleanup(func() {
		xilinxcan.Reset.WriteT(p.t, p.b.Regs, 0)
		canfd.ReceiveMark.WriteT(p.t, p.b.Regs, marks)
	})
	xilinxcan.Reset.WriteT(p.t, p.b.Regs, xilinxcan.Enable)
	first, second := message(xilinxcan.Standard(4), 7, 0), message(xilinxcan.Standard(5), 15, canfd.FD)
	for range count {
		p.send(p.a, first)
		p.send(p.a, second)
	}
	for range count {
		receives(p.t, p.b, canfd.FIFO0, "of the filter at RXFP", first)
		receives(p.t, p.b, canfd.FIFO1, "of the filter beyond RXFP", second)
	}
	empty(p.t, p.b, canfd.FIFO0, "after the last message")
	empty(p.t, p.b, canfd.FIFO1, "after the last message")
}
