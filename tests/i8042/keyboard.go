package i8042

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/libqos/device/input/ps2"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// keyboard checks the keyboard: its commands, its scan codes, also translated, and its interrupt.
func keyboard(t *run.T, c *i8042.Controller) {
	line, err := c.Line(t.Context(), i8042.Keyboard)
	t.Must(err)
	k := device(t, c, i8042.Keyboard)
	k.Keyboard()
	t.Step("translated", func() { translated(t, c, k) })
	t.Step("interrupt", func() { keyboardInterrupt(t, c, k, line) })
}

// translated checks that the controller makes set 1 of the keyboard's set 2.
func translated(t *run.T, c *i8042.Controller, k ps2suite.Device) {
	start(t, c, 0)
	k.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	start(t, c, i8042.Translate)
	k.Answers("identify", []byte{ps2.Identify}, ps2.Acknowledge, 0xab, 0x41)
	k.Keys(ps2suite.SetOne())
	start(t, c, 0)
}

// keyboardInterrupt checks that the interrupt is raised while a byte of the keyboard waits.
func keyboardInterrupt(t *run.T, c *i8042.Controller, k ps2suite.Device, line guest.Line) {
	raised := func(when string, want bool) { t.Helper(); ps2suite.RaisedT(t, line, when, want) }
	start(t, c, 0)
	k.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	k.Input(ps2suite.Key("z", true), ps2suite.Key("z", false))
	raised("with interrupts disabled", false)
	start(t, c, i8042.KeyboardIRQ)
	raised("without a byte", false)
	k.Input(ps2suite.Key("z", true))
	raised("with a byte", true)
	k.Receive("of a key", 0x1a)
	raised("after the byte is read", false)
	k.Input(ps2suite.Key("z", false))
	raised("with two bytes", true)
	k.Receive("of a key", 0xf0, 0x1a)
	raised("after both bytes are read", false)
	t.Must(c.Do(t.Context(), i8042.FakeMouse, 1))
	raised("with a byte of the mouse", false)
	device(t, c, i8042.Mouse).Receive("of the mouse", 1)
}
