package zynqcan

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// interrupts checks each interrupt with its bit of the mask, and its end.
func interrupts(t *run.T, c *zynqcan.Controller) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{&pair{t, c, c.Other()}, line}
	for _, i := range w.causes() {
		t.Step(i.bit.String(), func() { w.each(i) })
	}
	t.Step("watermark", w.watermark)
	t.Step("read-only", func() {
		w.start(xilinxcan.Normal)
		reg.IgnoresT(t, c.Regs, "ISR", zynqcan.Pending)
	})
	t.Step("nothing transmitted", func() {
		w.start(xilinxcan.Normal)
		xilinxcan.Reset.WriteT(t, c.Regs, 0)
		xilinxcan.Reset.WriteT(t, c.Regs, xilinxcan.Enable)
		reg.ExpectBitsT(t, c.Regs, "ISR without a message", zynqcan.Pending, zynqcan.Transmitted, 0)
	})
}

// watch are two controllers, the first with its interrupt watched.
type watch struct {
	*pair
	line guest.Line
}

// cause is an interrupt, how it comes about, and how its reason ends. Both controllers are in normal mode at first.
type cause struct {
	bit       zynqcan.Interrupt
	begin     func()
	end       func()
	undecided bool // the interrupt is there without begin
}

// causes are those of all interrupts but those of errors, which a bus without faults has not.
func (w watch) causes() []cause {
	nothing := func() {}
	hear := func() { w.send(w.b, numbered(1)) }
	read := func() {
		_, _, err := w.a.Receive(w.t.Context())
		w.t.Must(err)
	}
	configure := func() { xilinxcan.Reset.WriteT(w.t, w.a.Regs, 0) }
	enable := func() { xilinxcan.Reset.WriteT(w.t, w.a.Regs, xilinxcan.Enable) }
	hold := func() { configure(); w.send(w.a, numbered(1)) }
	sleep := func() { xilinxcan.Select.WriteT(w.t, w.a.Regs, xilinxcan.Sleep) }
	return []cause{
		{bit: zynqcan.Transmitted, begin: func() { w.send(w.a, numbered(1)) }, end: nothing},
		{bit: zynqcan.FIFOFull, begin: func() {
			configure()
			for n := range zynqcan.Depth {
				w.send(w.a, numbered(n))
			}
		}, end: enable},
		{bit: zynqcan.BufferFull, begin: func() {
			configure()
			w.t.Must(w.a.Send(w.t.Context(), zynqcan.TXHPB, numbered(1)))
		}, end: enable},
		{bit: zynqcan.Received, begin: hear, end: nothing},
		{bit: zynqcan.Underflow, begin: read, end: nothing},
		{bit: zynqcan.Overflow, begin: func() {
			for range zynqcan.Depth + 1 {
				hear()
			}
		}, end: read},
		{bit: zynqcan.NotEmpty, begin: hear, end: read},
		{bit: zynqcan.FellAsleep, begin: sleep, end: nothing},
		{bit: zynqcan.WokeUp, begin: func() { sleep(); hear() }, end: nothing},
		{bit: zynqcan.AtWatermark, begin: func() {
			for range zynqcan.Depth {
				hear()
			}
		}, end: read},
		{bit: zynqcan.BelowWatermark, begin: nothing, end: hold, undecided: true},
		{bit: zynqcan.TransmitEmpty, begin: nothing, end: hold, undecided: true},
	}
}

// each checks that the interrupt raises the line if it is enabled, that others do not, and that it is cleared once its
// reason has ended.
func (w watch) each(i cause) {
	w.start(xilinxcan.Normal)
	zynqcan.Enabled.WriteT(w.t, w.a.Regs, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("before %v", i.bit), i.undecided)
	i.begin()
	reg.ExpectBitsT(w.t, w.a.Regs, "ISR", zynqcan.Pending, i.bit, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v", i.bit), true)
	pending := zynqcan.Pending.ReadT(w.t, w.a.Regs)
	zynqcan.Enabled.WriteT(w.t, w.a.Regs, zynqcan.Interrupts&^pending)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v with the others enabled", i.bit), false)
	zynqcan.Enabled.WriteT(w.t, w.a.Regs, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v, enabled later", i.bit), true)
	i.end()
	zynqcan.Clear.WriteT(w.t, w.a.Regs, 0)
	zynqcan.Clear.WriteT(w.t, w.a.Regs, zynqcan.Interrupts&^i.bit)
	reg.ExpectBitsT(w.t, w.a.Regs, "ISR with others cleared", zynqcan.Pending, i.bit, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v with others cleared", i.bit), true)
	zynqcan.Clear.WriteT(w.t, w.a.Regs, i.bit)
	reg.ExpectBitsT(w.t, w.a.Regs, "ISR, cleared", zynqcan.Pending, i.bit, 0)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v, cleared", i.bit), false)
	w.t.Must(w.a.Start(w.t.Context(), xilinxcan.Normal)) // what waits is sent
}

// watermark checks that RXFWMFLL is pending while there are more messages than the mark (UG585, WIR).
func (w watch) watermark() {
	w.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(w.t, w.a.Regs, 0)
	zynqcan.Watermark.WriteT(w.t, w.a.Regs, 0x3f02)
	xilinxcan.Reset.WriteT(w.t, w.a.Regs, xilinxcan.Enable)
	zynqcan.Enabled.WriteT(w.t, w.a.Regs, zynqcan.AtWatermark)
	for n := range 4 {
		w.send(w.b, numbered(n))
		w.line.ExpectT(w.t, fmt.Sprintf("with %d messages", n+1), n >= 2)
	}
	for n := range 4 {
		zynqcan.Clear.WriteT(w.t, w.a.Regs, zynqcan.AtWatermark)
		w.line.ExpectT(w.t, fmt.Sprintf("cleared with %d messages", 4-n), n < 2)
		receives(w.t, w.a, fmt.Sprintf("%d of 4", n), numbered(n))
	}
}
