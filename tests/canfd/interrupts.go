package canfd

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// interrupts checks each interrupt with its bit of the mask, and its end.
func interrupts(t *run.T, c *canfd.Controller) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{&pair{t, c, c.Other()}, line}
	for _, i := range w.causes() {
		t.Step(i.bit.String(), func() { w.each(i) })
	}
	t.Step("watermark", w.watermark)
	t.Step("overflow of the timestamp", func() {
		w.start(xilinxcan.Normal)
		w.send(w.b, numbered(1))
		reg.ExpectBitsT(t, c.Regs, "ISR with a message", canfd.Pending, canfd.TimestampOverflow, 0)
	})
	t.Step("buffers that take no part", func() {
		w.start(xilinxcan.Normal)
		canfd.ReadyEnabled.WriteT(t, c.Regs, ^uint32(1))
		w.send(c, numbered(1))
		reg.ExpectBitsT(t, c.Regs, "ISR after buffer 0 was sent", canfd.Pending, canfd.Served, 0)
	})
}

// watch are two controllers, the first with its interrupt watched.
type watch struct {
	*pair
	line guest.Line
}

// cause is an interrupt, how it comes about, and how its reason ends. Both controllers are in normal mode at first.
type cause struct {
	bit        canfd.Interrupt
	begin, end func()
}

// causes are those of all interrupts but those of errors, which a bus without faults has not, and those of cancelation, for
// which messages are sent too soon.
func (w watch) causes() []cause {
	nothing := func() {}
	hear := func(count int) func() {
		return func() {
			for n := range count {
				w.send(w.b, numbered(n))
			}
		}
	}
	tell := func(count int) func() {
		return func() {
			m := numbered(1)
			m.Flags = canfd.Event
			for range count {
				w.send(w.a, m)
			}
		}
	}
	const eventDepth, mark = 32, 15
	return []cause{
		{canfd.Transmitted, tell(1), nothing},
		{canfd.Received, hear(1), nothing},
		{canfd.Overflow0, hear(canfd.Depth + 1), nothing},
		{canfd.FellAsleep, func() { xilinxcan.Select.WriteT(w.t, w.a.Regs, xilinxcan.Sleep) }, nothing},
		{canfd.WokeUp, func() { xilinxcan.Select.WriteT(w.t, w.a.Regs, xilinxcan.Sleep); hear(1)() }, nothing},
		{canfd.AtMark0, hear(mark + 1), w.read},
		{canfd.Served, func() { canfd.ReadyEnabled.WriteT(w.t, w.a.Regs, 1); tell(1)() }, nothing},
		{canfd.EventOverflow, tell(eventDepth + 1), nothing},
		{canfd.EventsAtMark, tell(mark + 1), w.readEvents},
	}
}

// read takes all received messages.
func (w watch) read() {
	for range canfd.Depth {
		_, ok, err := w.a.Receive(w.t.Context(), canfd.FIFO0)
		w.t.Must(err)
		if !ok {
			return
		}
	}
}

// readEvents takes all transmit events.
func (w watch) readEvents() {
	for range canfd.Depth {
		_, ok, err := w.a.Event(w.t.Context())
		w.t.Must(err)
		if !ok {
			return
		}
	}
}

// each checks that the interrupt raises the line if it is enabled, that others do not, and that it is cleared once its
// reason has ended.
func (w watch) each(i cause) {
	w.start(xilinxcan.Normal)
	canfd.Enabled.WriteT(w.t, w.a.Regs, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("before %v", i.bit), false)
	i.begin()
	pending := canfd.Pending.ReadT(w.t, w.a.Regs)
	if pending&i.bit == 0 {
		w.t.Fatalf("ISR = %v, want %v in it", pending, i.bit)
	}
	w.line.ExpectT(w.t, fmt.Sprintf("of %v", i.bit), true)
	canfd.Enabled.WriteT(w.t, w.a.Regs, ^pending)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v with the others enabled", i.bit), false)
	canfd.Enabled.WriteT(w.t, w.a.Regs, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v, enabled later", i.bit), true)
	i.end()
	canfd.Clear.WriteT(w.t, w.a.Regs, ^i.bit)
	reg.ExpectBitsT(w.t, w.a.Regs, "ISR with others cleared", canfd.Pending, i.bit, i.bit)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v with others cleared", i.bit), true)
	canfd.Clear.WriteT(w.t, w.a.Regs, i.bit)
	reg.ExpectBitsT(w.t, w.a.Regs, "ISR, cleared", canfd.Pending, i.bit, 0)
	w.line.ExpectT(w.t, fmt.Sprintf("of %v, cleared", i.bit), false)
}

// watermark checks that RXFWMFLL comes with a message more than the mark.
func (w watch) watermark() {
	w.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(w.t, w.a.Regs, 0)
	canfd.ReceiveMark.WriteT(w.t, w.a.Regs, 0x1f_0f02)
	w.t.Cleanup(func() {
		xilinxcan.Reset.WriteT(w.t, w.a.Regs, 0)
		canfd.ReceiveMark.WriteT(w.t, w.a.Regs, marks)
	})
	xilinxcan.Reset.WriteT(w.t, w.a.Regs, xilinxcan.Enable)
	canfd.Enabled.WriteT(w.t, w.a.Regs, canfd.AtMark0)
	for n := range 4 {
		w.send(w.b, numbered(n))
		w.line.ExpectT(w.t, fmt.Sprintf("with %d messages", n+1), n >= 2)
	}
}
