package canfd

import (
	"fmt"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// bus checks messages from a controller to the other and back, and the buffers and FIFOs at their ends.
func bus(t *run.T, c *canfd.Controller) {
	p := &pair{t, c, c.Other()}
	t.Step("messages of CAN 2.0", p.classic)
	t.Step("messages of CAN FD", p.fd)
	t.Step("messages of the other controller", func() { (&pair{t, p.b, p.a}).classic() })
	t.Step("each buffer", p.buffers)
	t.Step("order by identifier", p.priority)
	t.Step("sent once enabled", p.later)
	t.Step("overflow", p.overflow)
	t.Step("transmit events", p.events)
	t.Step("timestamp", func() {
		p.start(xilinxcan.Normal)
		const counter reg.Reg[uint32] = 0x28
		before := counter.ReadT(t, c.Regs)
		c.Machine.StepT(t, time.Millisecond)
		if after := counter.ReadT(t, c.Regs); after == before {
			t.Errorf("timestamp counter = %#x before and after 1 ms, want a change", before)
		}
	})
}

// pair are two controllers on one bus.
type pair struct {
	t    *run.T
	a, b *canfd.Controller
}

// start starts both, the first in a mode.
func (p *pair) start(mode xilinxcan.Mode) {
	p.t.Helper()
	p.t.Must(p.a.Start(p.t.Context(), mode))
	p.t.Must(p.b.Start(p.t.Context(), xilinxcan.Normal))
}

// send sends a message by the first buffer of a controller.
func (p *pair) send(from *canfd.Controller, m canfd.Message) {
	p.t.Helper()
	p.t.Must(from.Send(p.t.Context(), 0, m))
}

// message returns a message with a length code, whose bytes are all different.
func message(id xilinxcan.ID, code int, flags canfd.Flags) canfd.Message {
	m := canfd.Message{ID: id, Code: code, Flags: flags}
	for n := range canfd.Bytes(code) {
		m.Data[n/4] |= uint32(byte(0xa1+n*37)) << (24 - 8*(n%4))
	}
	return m
}

// numbered returns message n of several.
func numbered(n int) canfd.Message { return message(xilinxcan.Standard(0x100+uint32(n)), n%9, 0) }

// receives checks the next message of a receive FIFO.
func receives(t testing.TB, c *canfd.Controller, f canfd.FIFO, when string, want canfd.Message) {
	t.Helper()
	got, ok, err := c.Receive(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Errorf("no message %s, want %v", when, want)
		return
	}
	if got != want {
		t.Errorf("message %s = %v, want %v", when, got, want)
	}
}

// empty checks that a receive FIFO has no further message.
func empty(t testing.TB, c *canfd.Controller, f canfd.FIFO, when string) {
	t.Helper()
	n, err := c.Level(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	if n != 0 {
		t.Errorf("receive FIFO %d has %d messages %s, want none", f, n, when)
	}
}

// classic checks messages of each length and each kind of identifier.
func (p *pair) classic() {
	p.start(xilinxcan.Normal)
	for length := range 9 {
		m := message(xilinxcan.Standard(1<<length), length, 0)
		p.send(p.a, m)
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("of %d bytes", length), m)
	}
	for _, id := range []xilinxcan.ID{xilinxcan.Standard(0x7ff), xilinxcan.Extended(1<<29 - 1), xilinxcan.Extended(1), xilinxcan.Extended(0x1234_5678), xilinxcan.Extended(0x0fed_cba9)} {
		m := message(id, 6, 0)
		p.send(p.a, m)
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("with identifier %v", id), m)
	}
	for _, id := range []xilinxcan.ID{xilinxcan.Standard(0x123) | xilinxcan.Remote, xilinxcan.Extended(0x1234_5678) | xilinxcan.RemoteExtended} {
		m := canfd.Message{ID: id} // asks for no data
		p.send(p.a, m)
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("with identifier %v", id), m)
	}
	empty(p.t, p.b, canfd.FIFO0, "after the last message")
	empty(p.t, p.a, canfd.FIFO0, "that it has sent itself")
}

// fd checks messages of each length code, with both rates.
func (p *pair) fd() {
	p.start(xilinxcan.Normal)
	for code := range 16 {
		for _, m := range []canfd.Message{
			message(xilinxcan.Standard(0x100+uint32(code)), code, canfd.FD), message(xilinxcan.Extended(0x100_0000+uint32(code)), code, canfd.FD|canfd.FastData),
		} {
			p.send(p.a, m)
			receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("of length code %d", code), m)
		}
	}
	empty(p.t, p.b, canfd.FIFO0, "after the last message")
}

// buffers checks each transmit buffer with each bit of its identifier and its data as 0 and as 1: 64 messages of 64 bytes, one in each place of
// the receive FIFO.
func (p *pair) buffers() {
	p.start(xilinxcan.Normal)
	full := func(n int, inverse uint32) canfd.Message {
		m := message(xilinxcan.Extended(0x1555_5555^uint32(n)^inverse&0x1fff_ffff), 15, canfd.FD)
		for i := range m.Data {
			m.Data[i] ^= inverse ^ uint32(n)<<8
		}
		return m
	}
	for _, inverse := range []uint32{0, ^uint32(0)} {
		for n := range canfd.BufferCount {
			p.t.Must(p.a.Write(p.t.Context(), n, full(n, inverse)))
		}
		empty(p.t, p.b, canfd.FIFO0, "before a ready request")
		for n := range canfd.BufferCount {
			canfd.Ready.WriteT(p.t, p.a.Regs, 1<<n)
			receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("of buffer %d", n), full(n, inverse))
		}
		reg.ExpectT(p.t, p.a.Regs, "TRR after all messages were sent", canfd.Ready, 0)
		empty(p.t, p.b, canfd.FIFO0, "after the last message")
	}
}

// priority checks that the message with the lowest identifier goes first (PG223, "TX Message Priority").
func (p *pair) priority() {
	p.start(xilinxcan.Normal)
	for buffer, n := range []int{3, 1, 4, 0, 2} {
		p.t.Must(p.a.Write(p.t.Context(), buffer, numbered(n)))
	}
	canfd.Ready.WriteT(p.t, p.a.Regs, 0b11111)
	for n := range 5 {
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("%d of 5", n), numbered(n))
	}
}

// later checks that a message waits in configuration mode.
func (p *pair) later() {
	p.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, 0)
	p.t.Must(p.a.Send(p.t.Context(), 7, numbered(7)))
	empty(p.t, p.b, canfd.FIFO0, "of a sender in configuration mode")
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, xilinxcan.Enable)
	receives(p.t, p.b, canfd.FIFO0, "of a sender that was enabled", numbered(7))
}

// overflow checks that the receive FIFO keeps its 64 messages when it is full, and loses what comes then.
func (p *pair) overflow() {
	p.start(xilinxcan.Normal)
	for n := range canfd.Depth {
		p.send(p.a, numbered(n))
	}
	level, err := p.b.Level(p.t.Context(), canfd.FIFO0)
	p.t.Must(err)
	if level != canfd.Depth {
		p.t.Errorf("a full FIFO has %d messages, want %d", level, canfd.Depth)
	}
	reg.ExpectBitsT(p.t, p.b.Regs, "ISR of a full receive FIFO", canfd.Pending, canfd.Overflow0, 0)
	p.send(p.a, numbered(canfd.Depth))
	reg.ExpectBitsT(p.t, p.b.Regs, "ISR with a message more", canfd.Pending, canfd.Overflow0, canfd.Overflow0)
	for n := range canfd.Depth {
		receives(p.t, p.b, canfd.FIFO0, fmt.Sprintf("%d of %d", n, canfd.Depth), numbered(n))
	}
	empty(p.t, p.b, canfd.FIFO0, "after the last message")
	p.send(p.a, numbered(7))
	receives(p.t, p.b, canfd.FIFO0, "after a full FIFO", numbered(7))
}

// events checks that messages with EFC are stored as events, in their order, and others are not.
func (p *pair) events() {
	p.start(xilinxcan.Normal)
	for n := range 4 {
		m := message(xilinxcan.Standard(0x200+uint32(n)), 8+n, canfd.FD)
		if n != 2 {
			m.Flags |= canfd.Event
		}
		p.send(p.a, m)
	}
	for _, n := range []int{0, 1, 3} {
		want := canfd.Sent{ID: xilinxcan.Standard(0x200 + uint32(n)), Code: 8 + n, Flags: canfd.FD}
		got, ok, err := p.a.Event(p.t.Context())
		p.t.Must(err)
		if !ok || got != want {
			p.t.Errorf("transmit event of message %d = %+v, %t, want %+v", n, got, ok, want)
		}
	}
	if got, ok, err := p.a.Event(p.t.Context()); ok || err != nil {
		p.t.Errorf("a further transmit event: %+v, %v, want none", got, err)
	}
}
