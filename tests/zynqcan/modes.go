package zynqcan

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// modes checks who hears whom in the modes besides the normal one (UG585, "Loop Back Mode", "Snoop Mode", "Sleep Mode").
func modes(t *run.T, c *zynqcan.Controller) {
	p := &pair{t, c, c.Other()}
	t.Step("loop-back", func() {
		t.Step("own messages", p.loopBack)
		t.Step("messages of others", func() {
			p.start(xilinxcan.LoopBack)
			p.send(p.b, numbered(1))
			empty(t, p.a, "of a controller in loop-back mode")
		})
	})
	t.Step("snoop", func() {
		t.Step("messages of others", func() {
			p.start(xilinxcan.Snoop)
			p.send(p.b, numbered(1))
			receives(t, p.a, "in snoop mode", numbered(1))
			empty(t, p.a, "after it")
		})
		t.Step("own messages", p.snoopSend)
	})
	t.Step("sleep", func() {
		t.Step("woken by a message", p.wokenByMessage)
		t.Step("woken by a message to send", func() { p.wokenToSend(zynqcan.TXFIFO) })
		t.Step("woken by an urgent message to send", func() { p.wokenToSend(zynqcan.TXHPB) })
		t.Step("woken by software", p.wokenBySoftware)
	})
}

// loopBack checks that a controller receives its own messages, and that nobody else does.
func (p *pair) loopBack() {
	p.start(xilinxcan.LoopBack)
	for n, buffer := range []reg.Reg[uint32]{zynqcan.TXFIFO, zynqcan.TXHPB} {
		p.t.Must(p.a.Send(p.t.Context(), buffer, numbered(n)))
		reg.ExpectBitsT(p.t, p.a.Regs, "ISR in loop-back mode", zynqcan.Pending, ^zynqcan.Idle, zynqcan.Transmitted|zynqcan.Received|zynqcan.NotEmpty)
		receives(p.t, p.a, "in loop-back mode", numbered(n))
		zynqcan.Clear.WriteT(p.t, p.a.Regs, zynqcan.Interrupts)
	}
	empty(p.t, p.a, "after the last message")
	empty(p.t, p.b, "of the other controller")
}

// snoopSend checks that a controller that snoops sends nothing.
func (p *pair) snoopSend() {
	p.start(xilinxcan.Snoop)
	p.send(p.a, numbered(1))
	empty(p.t, p.b, "after a message in snoop mode")
	empty(p.t, p.a, "of a controller in snoop mode")
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR after a message in snoop mode", zynqcan.Pending, zynqcan.Transmitted, 0)
}

// asleep starts the first controller asleep.
func (p *pair) asleep() {
	p.t.Helper()
	p.start(xilinxcan.Normal)
	xilinxcan.Select.WriteT(p.t, p.a.Regs, xilinxcan.Sleep)
	reg.ExpectBitsT(p.t, p.a.Regs, "SR asleep", xilinxcan.State, xilinxcan.Modes, xilinxcan.Asleep)
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR asleep", zynqcan.Pending, ^zynqcan.Idle, zynqcan.FellAsleep)
	zynqcan.Clear.WriteT(p.t, p.a.Regs, zynqcan.Interrupts)
}

// awake checks that the first controller is awake and in normal mode.
func (p *pair) awake(more zynqcan.Interrupt) {
	p.t.Helper()
	reg.ExpectT(p.t, p.a.Regs, "MSR awake", xilinxcan.Select, 0)
	reg.ExpectBitsT(p.t, p.a.Regs, "SR awake", xilinxcan.State, xilinxcan.Modes, xilinxcan.InNormalMode)
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR awake", zynqcan.Pending, ^zynqcan.Idle, zynqcan.WokeUp|more)
}

// wokenByMessage checks that a message wakes the controller, which receives it.
func (p *pair) wokenByMessage() {
	p.asleep()
	p.send(p.b, numbered(1))
	p.awake(zynqcan.Received | zynqcan.NotEmpty)
	receives(p.t, p.a, "that wakes the controller", numbered(1))
	p.send(p.b, numbered(2))
	receives(p.t, p.a, "after it", numbered(2))
}

// wokenToSend checks that a message to send wakes the controller, which sends it.
func (p *pair) wokenToSend(buffer reg.Reg[uint32]) {
	p.asleep()
	p.t.Must(p.a.Send(p.t.Context(), buffer, numbered(1)))
	p.awake(zynqcan.Transmitted)
	receives(p.t, p.b, "of a controller that wakes", numbered(1))
}

// wokenBySoftware checks that a cleared SLEEP ends the mode.
func (p *pair) wokenBySoftware() {
	p.asleep()
	xilinxcan.Select.WriteT(p.t, p.a.Regs, 0)
	reg.ExpectBitsT(p.t, p.a.Regs, "SR with SLEEP cleared", xilinxcan.State, xilinxcan.Modes, xilinxcan.InNormalMode)
	p.send(p.a, numbered(1))
	receives(p.t, p.b, "of a controller that was asleep", numbered(1))
}
