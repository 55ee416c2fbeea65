package zynqcan

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// bus checks messages from a controller to the other and back, and the FIFOs at their ends.
func bus(t *run.T, c *zynqcan.Controller) {
	p := &pair{t, c, c.Other()}
	t.Step("messages", p.messages)
	t.Step("messages of the other controller", func() { (&pair{t, p.b, p.a}).messages() })
	t.Step("bytes beyond the length", p.beyond)
	t.Step("order", p.order)
	t.Step("sent once enabled", p.later)
	t.Step("full", p.full)
	t.Step("full in the status", p.fullStatus)
	t.Step("overflow", p.overflow)
	t.Step("received messages in configuration mode", p.retained)
}

// pair are two controllers on one bus.
type pair struct {
	t    *run.T
	a, b *zynqcan.Controller
}

// start starts both in a mode of the first.
func (p *pair) start(mode xilinxcan.Mode) {
	p.t.Helper()
	p.t.Must(p.a.Start(p.t.Context(), mode))
	p.t.Must(p.b.Start(p.t.Context(), xilinxcan.Normal))
}

// send sends a message by the FIFO of a controller.
func (p *pair) send(from *zynqcan.Controller, m zynqcan.Message) {
	p.t.Helper()
	p.t.Must(from.Send(p.t.Context(), zynqcan.TXFIFO, m))
}

// numbered returns message n of several.
func numbered(n int) zynqcan.Message {
	return zynqcan.Message{ID: xilinxcan.Standard(0x100 + uint32(n)), Length: 8, Data: [2]uint32{0x7eed_dcc8, uint32(n)}}
}

// receives checks the next message that a controller has received.
func receives(t testing.TB, c *zynqcan.Controller, when string, want zynqcan.Message) {
	t.Helper()
	reg.ExpectBitsT(t, c.Regs, "ISR with a message "+when, zynqcan.Pending, zynqcan.NotEmpty, zynqcan.NotEmpty)
	got, _, err := c.Receive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("message %s = %v, want %v", when, got, want)
	}
}

// empty checks that a controller has no further message.
func empty(t testing.TB, c *zynqcan.Controller, when string) {
	t.Helper()
	zynqcan.Clear.WriteT(t, c.Regs, zynqcan.NotEmpty)
	reg.ExpectBitsT(t, c.Regs, "ISR "+when, zynqcan.Pending, zynqcan.NotEmpty, 0)
}

// messages checks messages of each length and each kind of identifier, by the FIFO and by the buffer.
func (p *pair) messages() {
	p.start(xilinxcan.Normal)
	for length := range 9 {
		valid := ^(^uint64(0) >> (8 * length))
		data := 0x8112_2334_4556_6778 & valid
		m := zynqcan.Message{ID: xilinxcan.Standard(1 << length), Length: length, Data: [2]uint32{uint32(data >> 32), uint32(data)}}
		p.send(p.a, m)
		receives(p.t, p.b, fmt.Sprintf("of %d bytes", length), m)
	}
	for _, id := range []xilinxcan.ID{
		xilinxcan.Standard(0x7ff), xilinxcan.Extended(1<<29 - 1), xilinxcan.Extended(1), xilinxcan.Extended(0x1234_5678), xilinxcan.Extended(0x0fed_cba9),
		xilinxcan.Standard(0x123) | xilinxcan.Remote, xilinxcan.Extended(0x1234_5678) | xilinxcan.RemoteExtended,
	} {
		m := zynqcan.Message{ID: id, Length: 4, Data: [2]uint32{0xdead_beef, 0}}
		p.t.Must(p.a.Send(p.t.Context(), zynqcan.TXHPB, m))
		receives(p.t, p.b, fmt.Sprintf("with identifier %v", id), m)
	}
	empty(p.t, p.b, "after the last message")
	empty(p.t, p.a, "of the sender")
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR of the sender", zynqcan.Pending, ^zynqcan.Idle, zynqcan.Transmitted)
	reg.ExpectBitsT(p.t, p.b.Regs, "ISR of the receiver", zynqcan.Pending, ^zynqcan.Idle, zynqcan.Received)
}

// beyond checks that what the words of a short message hold after its last byte is no byte of the message.
func (p *pair) beyond() {
	p.start(xilinxcan.Normal)
	p.send(p.a, zynqcan.Message{ID: xilinxcan.Standard(5), Length: 3, Data: [2]uint32{0x1122_3344, 0x5566_7788}})
	receives(p.t, p.b, "of 3 bytes", zynqcan.Message{ID: xilinxcan.Standard(5), Length: 3, Data: [2]uint32{0x1122_3300, 0}})
	p.send(p.a, numbered(1))
	receives(p.t, p.b, "after it", numbered(1))
}

// order checks that messages come in the order in which they were sent.
func (p *pair) order() {
	p.start(xilinxcan.Normal)
	for n := range 5 {
		p.send(p.a, numbered(5-n))
	}
	for n := range 5 {
		receives(p.t, p.b, fmt.Sprintf("%d of 5", n), numbered(5-n))
	}
	empty(p.t, p.b, "after the last message")
}

// later checks that messages wait in configuration mode, and that the one of the buffer goes first then (UG1085, "TX
// Messages").
func (p *pair) later() {
	p.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, 0)
	for n := range 3 {
		p.send(p.a, numbered(n))
	}
	p.t.Must(p.a.Send(p.t.Context(), zynqcan.TXHPB, numbered(9)))
	empty(p.t, p.b, "of a sender in configuration mode")
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR with messages that wait", zynqcan.Pending, zynqcan.Transmitted|zynqcan.BufferFull, zynqcan.BufferFull)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, xilinxcan.Enable)
	for n, want := range []int{9, 0, 1, 2} {
		receives(p.t, p.b, fmt.Sprintf("%d of 4", n), numbered(want))
	}
	empty(p.t, p.b, "after the last message")
}

// fill fills the FIFO of the first controller, in configuration mode.
func (p *pair) fill() {
	p.t.Helper()
	p.start(xilinxcan.Normal)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, 0)
	for n := range zynqcan.Depth {
		p.send(p.a, numbered(n))
	}
}

// full checks that the FIFO takes 64 messages, and one more has no effect.
func (p *pair) full() {
	p.fill()
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR of a full FIFO", zynqcan.Pending, zynqcan.FIFOFull|zynqcan.BufferFull, zynqcan.FIFOFull)
	p.send(p.a, numbered(zynqcan.Depth))
	p.t.Must(p.a.Send(p.t.Context(), zynqcan.TXHPB, numbered(0x101)))
	p.t.Must(p.a.Send(p.t.Context(), zynqcan.TXHPB, numbered(0x102)))
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR of a full buffer", zynqcan.Pending, zynqcan.FIFOFull|zynqcan.BufferFull, zynqcan.FIFOFull|zynqcan.BufferFull)
	zynqcan.Clear.WriteT(p.t, p.a.Regs, zynqcan.Interrupts)
	reg.ExpectT(p.t, p.a.Regs, "ISR, cleared while they are full", zynqcan.Pending, zynqcan.FIFOFull|zynqcan.BufferFull)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, xilinxcan.Enable)
	first, _, err := p.b.Receive(p.t.Context())
	p.t.Must(err)
	if first != numbered(0x101) && first != numbered(0x102) {
		p.t.Errorf("the first message = %v, want that of the buffer", first)
	}
	for n := range zynqcan.Depth - 1 {
		receives(p.t, p.b, fmt.Sprintf("%d of %d", n, zynqcan.Depth), numbered(n))
	}
	empty(p.t, p.b, "after the last message")
	zynqcan.Clear.WriteT(p.t, p.a.Regs, zynqcan.Interrupts)
	reg.ExpectT(p.t, p.a.Regs, "ISR with everything sent", zynqcan.Pending, zynqcan.Idle)
	p.send(p.a, numbered(7))
	receives(p.t, p.b, "after a full FIFO", numbered(7))
}

// fullStatus checks that the status shows what is full.
func (p *pair) fullStatus() {
	p.fill()
	p.t.Must(p.a.Send(p.t.Context(), zynqcan.TXHPB, numbered(0x101)))
	got := xilinxcan.State.ReadT(p.t, p.a.Regs)
	xilinxcan.Reset.WriteT(p.t, p.a.Regs, xilinxcan.Enable)
	const both = xilinxcan.TransmitFull | xilinxcan.UrgentFull
	if got&both != both {
		p.t.Errorf("SR with both full = %v, want %v in it", got, both)
	}
}

// overflow checks that the receive FIFO keeps its messages when it is full, and loses what comes then.
func (p *pair) overflow() {
	p.start(xilinxcan.Normal)
	for n := range zynqcan.Depth {
		p.send(p.a, numbered(n))
	}
	reg.ExpectBitsT(p.t, p.b.Regs, "ISR of a full receive FIFO", zynqcan.Pending, zynqcan.Overflow|zynqcan.AtWatermark, zynqcan.AtWatermark)
	p.send(p.a, numbered(zynqcan.Depth))
	reg.ExpectBitsT(p.t, p.b.Regs, "ISR with a message more", zynqcan.Pending, zynqcan.Overflow, zynqcan.Overflow)
	for n := range zynqcan.Depth {
		receives(p.t, p.b, fmt.Sprintf("%d of %d", n, zynqcan.Depth), numbered(n))
	}
	empty(p.t, p.b, "after the last message")
	p.send(p.a, numbered(7))
	receives(p.t, p.b, "after a full FIFO", numbered(7))
}

// retained checks that received messages stay in configuration mode, and that none come (UG1085, "RX Messages").
func (p *pair) retained() {
	p.start(xilinxcan.Normal)
	p.send(p.a, numbered(1))
	xilinxcan.Reset.WriteT(p.t, p.b.Regs, 0)
	p.send(p.a, numbered(2))
	receives(p.t, p.b, "in configuration mode", numbered(1))
	empty(p.t, p.b, "in configuration mode")
}
