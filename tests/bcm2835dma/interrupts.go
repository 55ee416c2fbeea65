package bcm2835dma

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
)

// interrupts checks the interrupt of each channel.
func interrupts(t *run.T, d *bcm2835dma.Controller) {
	a := newArea(t, d)
	lines := make([]guest.Line, d.Interrupts())
	for n := range lines {
		var err error
		lines[n], err = d.Interrupt(t.Context(), n)
		t.Must(err)
	}
	for n := range bcm2835dma.Channels {
		t.Step(fmt.Sprintf("channel %d", n), func() {
			var line *guest.Line // channel 15 has none
			if n < len(lines) {
				line = &lines[n]
			}
			a.interrupt(d.Channel(n), line)
		})
	}
	t.Step("channels apart", func() {
		c := d.Channel(0)
		a.run(c, a.block(both|bcm2835dma.Interrupt, 4))
		for n, line := range lines {
			line.ExpectT(t, fmt.Sprintf("channel 0 interrupts, line of channel %d", n), n == 0)
		}
		bcm2835dma.ControlRegister.WriteT(t, c.Regs, bcm2835dma.Interrupted)
	})
	t.Step("in a chain", a.interruptInChain)
	t.Step("not enabled", func() {
		c := d.Channel(1)
		a.run(c, a.block(both, 4))
		reg.ExpectBitsT(t, c.Regs, "CS without INTEN", bcm2835dma.ControlRegister, bcm2835dma.Interrupted, 0)
		reg.ExpectT(t, d.Regs, "INT_STATUS without INTEN", bcm2835dma.Interrupts, 0)
		lines[1].ExpectT(t, "without INTEN", false)
	})
	t.Step("reset", func() {
		c := d.Channel(2)
		a.run(c, a.block(both|bcm2835dma.Interrupt, 4))
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, d.Regs, "INT_STATUS after a reset", bcm2835dma.Interrupts, 0)
	})
}

// interrupt checks that a channel interrupts after a block with INTEN, until a 1 is written to INT.
func (a *area) interrupt(c *bcm2835dma.Channel, line *guest.Line) {
	level := func(when string, raised bool) {
		a.t.Helper()
		if line != nil {
			line.ExpectT(a.t, when, raised)
		}
	}
	level("before a block", false)
	a.run(c, a.block(both|bcm2835dma.Interrupt, 4))
	level("after a block", true)
	reg.ExpectBitsT(a.t, c.Regs, "CS", bcm2835dma.ControlRegister, bcm2835dma.Interrupted, bcm2835dma.Interrupted)
	reg.ExpectT(a.t, a.d.Regs, "INT_STATUS", bcm2835dma.Interrupts, 1<<c.Number)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.End)
	reg.ExpectBitsT(a.t, c.Regs, "CS with END cleared", bcm2835dma.ControlRegister, bcm2835dma.Interrupted|bcm2835dma.End, bcm2835dma.Interrupted)
	level("with END cleared", true)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Interrupted)
	reg.ExpectBitsT(a.t, c.Regs, "CS, cleared", bcm2835dma.ControlRegister, bcm2835dma.Interrupted, 0)
	reg.ExpectT(a.t, a.d.Regs, "INT_STATUS, cleared", bcm2835dma.Interrupts, 0)
	level("cleared", false)
}

// interruptInChain checks that the first block of a chain interrupts if it alone has INTEN.
func (a *area) interruptInChain() {
	c := a.d.Channel(5)
	first, second := a.block(both|bcm2835dma.Interrupt, 8), a.block(both, 8)
	first.Next = bcm2835dma.Bus(a.table + bcm2835dma.BlockSize)
	a.run(c, first, second)
	reg.ExpectBitsT(a.t, c.Regs, "CS after a chain", bcm2835dma.ControlRegister, bcm2835dma.Interrupted, bcm2835dma.Interrupted)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Interrupted)
	reg.ExpectT(a.t, a.d.Regs, "INT_STATUS, cleared", bcm2835dma.Interrupts, 0)
}
