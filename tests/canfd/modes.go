package canfd

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// modes checks who hears whom in the modes besides the normal one (AM011, "Loop Back Mode", "Snoop Mode", "Sleep Mode").
func modes(t *run.T, c *canfd.Controller) {
	p := &pair{t, c, c.Other()}
	t.Step("loop-back", func() {
		t.Step("own messages", func() {
			p.start(xilinxcan.LoopBack)
			for _, m := range []canfd.Message{message(xilinxcan.Standard(1), 8, 0), message(xilinxcan.Extended(2), 15, canfd.FD)} {
				p.send(p.a, m)
				receives(t, p.a, canfd.FIFO0, "in loop-back mode", m)
			}
			empty(t, p.a, canfd.FIFO0, "after the last message")
			empty(t, p.b, canfd.FIFO0, "in loop-back mode of the other controller")
		})
		t.Step("messages of others", func() {
			p.start(xilinxcan.LoopBack)
			p.send(p.b, numbered(1))
			empty(t, p.a, canfd.FIFO0, "in loop-back mode")
		})
	})
	t.Step("snoop", func() {
		p.start(xilinxcan.Snoop)
		p.send(p.b, numbered(1))
		receives(t, p.a, canfd.FIFO0, "in snoop mode", numbered(1))
		p.send(p.a, numbered(2))
		empty(t, p.b, canfd.FIFO0, "in snoop mode of the other controller")
		empty(t, p.a, canfd.FIFO0, "in snoop mode")
	})
	t.Step("sleep", func() {
		t.Step("woken by a message", func() {
			p.asleep()
			p.send(p.b, numbered(1))
			p.awake()
			receives(t, p.a, canfd.FIFO0, "that wakes the controller", numbered(1))
		})
		t.Step("woken by a message to send", func() {
			p.asleep()
			p.send(p.a, numbered(1))
			p.awake()
			receives(t, p.b, canfd.FIFO0, "of a controller that wakes", numbered(1))
		})
		t.Step("woken by software", func() {
			p.asleep()
			xilinxcan.Select.WriteT(t, p.a.Regs, 0)
			p.awake()
		})
	})
}

// asleep starts the first controller asleep.
func (p *pair) asleep() {
	p.t.Helper()
	p.start(xilinxcan.Normal)
	xilinxcan.Select.WriteT(p.t, p.a.Regs, xilinxcan.Sleep)
	reg.ExpectBitsT(p.t, p.a.Regs, "SR asleep", xilinxcan.State, xilinxcan.Modes, xilinxcan.Asleep)
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR asleep", canfd.Pending, canfd.FellAsleep|canfd.WokeUp, canfd.FellAsleep)
	canfd.Clear.WriteT(p.t, p.a.Regs, canfd.Interrupts)
}

// awake checks that the first controller is awake and in normal mode.
func (p *pair) awake() {
	p.t.Helper()
	reg.ExpectT(p.t, p.a.Regs, "MSR awake", xilinxcan.Select, 0)
	reg.ExpectBitsT(p.t, p.a.Regs, "SR awake", xilinxcan.State, xilinxcan.Modes, xilinxcan.InNormalMode)
	reg.ExpectBitsT(p.t, p.a.Regs, "ISR awake", canfd.Pending, canfd.FellAsleep|canfd.WokeUp, canfd.WokeUp)
}
