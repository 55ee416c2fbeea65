package i8042

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/libqos/device/input/ps2"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// mouse checks the mouse: its commands, its packets and its interrupt ("Mouse").
func mouse(t *run.T, c *i8042.Controller) {
	line, err := c.Line(t.Context(), i8042.Mouse)
	t.Must(err)
	m := device(t, c, i8042.Mouse)
	m.Mouse()
	t.Step("interrupt", func() { mouseInterrupt(t, c, m, line) })
}

// mouseInterrupt checks that the interrupt is raised while a byte of the mouse waits.
func mouseInterrupt(t *run.T, c *i8042.Controller, m ps2suite.Device, line guest.Line) {
	raised := func(when string, want bool) { t.Helper(); ps2suite.RaisedT(t, line, when, want) }
	start(t, c, i8042.MouseIRQ|i8042.KeyboardIRQ)
	m.Answers("reset", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested, 0)
	m.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	raised("without a byte", false)
	m.Input(ps2suite.Moved("x", 1))
	for _, when := range []string{"with a packet", "with two bytes", "with one byte"} {
		raised(when, true)
		_, err := c.Receive(t.Context(), i8042.Mouse)
		t.Must(err)
	}
	raised("after the packet is read", false)
	start(t, c, 0)
	m.Input(ps2suite.Moved("x", 1))
	raised("while it is disabled", false)
}
