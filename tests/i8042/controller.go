package i8042

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/libqos/device/input/ps2"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// controller checks the commands of the controller itself.
func controller(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	t.Step("self-tests", func() { selfTests(t, c) })
	t.Step("command byte", func() { commandByte(t, c) })
	t.Step("status", func() { status(t, c) })
	t.Step("devices off", func() { devicesOff(t, c) })
	t.Step("output buffers", func() { outputBuffers(t, c) })
	t.Step("output port", func() { outputPort(t, c) })
	t.Step("A20", func() { a20(t, c) })
	t.Step("reset", func() { reset(t, c) })
}

// asks checks the answer to a command.
func asks(t *run.T, c *i8042.Controller, what string, cmd i8042.Command, want uint8) {
	t.Helper()
	got, err := c.Ask(t.Context(), cmd)
	t.Must(err)
	if got != want {
		t.Errorf("%s = %#02x, want %#02x", what, got, want)
	}
	empty(t, c, what)
}

// selfTests checks the answers of those tests that pass.
func selfTests(t *run.T, c *i8042.Controller) {
	asks(t, c, "self-test", i8042.SelfTest, i8042.SelfTestPassed)
	asks(t, c, "test of the keyboard's interface", i8042.TestKeyboard, 0)
	asks(t, c, "test of the mouse's interface", i8042.TestMouse, 0)
}

// commandByte checks that the command byte is kept, with the bits that other commands
// change.
func commandByte(t *run.T, c *i8042.Controller) {
	for _, v := range []i8042.Mode{
		0, i8042.KeyboardIRQ, i8042.MouseIRQ, i8042.SystemFlag, i8042.KeyboardOff, i8042.MouseOff, i8042.Translate,
		i8042.KeyboardIRQ | i8042.MouseIRQ | i8042.SystemFlag | i8042.Translate,
	} {
		t.Must(c.Do(t.Context(), i8042.WriteByte, uint8(v)))
		asks(t, c, "command byte "+v.String(), i8042.ReadByte, uint8(v))
	}
	for _, tc := range []struct {
		name string
		cmd  i8042.Command
		want i8042.Mode
	}{
		{"keyboard disabled", i8042.DisableKeyboard, i8042.KeyboardOff},
		{"both disabled", i8042.DisableMouse, i8042.KeyboardOff | i8042.MouseOff},
		{"keyboard enabled", i8042.EnableKeyboard, i8042.MouseOff},
		{"both enabled", i8042.EnableMouse, 0},
	} {
		t.Must(c.Do(t.Context(), i8042.WriteByte, 0))
		if tc.want&i8042.MouseOff != 0 && tc.cmd != i8042.DisableMouse {
			t.Must(c.Do(t.Context(), i8042.DisableMouse))
		}
		if tc.cmd == i8042.DisableMouse {
			t.Must(c.Do(t.Context(), i8042.DisableKeyboard))
		}
		t.Must(c.Do(t.Context(), tc.cmd))
		asks(t, c, tc.name, i8042.ReadByte, uint8(tc.want))
	}
}

// status checks the bits that tell the last write and the system flag.
func status(t *run.T, c *i8042.Controller) {
	start(t, c, i8042.SystemFlag)
	reg.ExpectBitsT(t, c.Regs, "after the system flag is set", i8042.StatusCommand, i8042.System|i8042.InputFull|i8042.Parity|i8042.TimeOut, i8042.System)
	t.Must(c.Do(t.Context(), i8042.EnableKeyboard))
	reg.ExpectBitsT(t, c.Regs, "after a command, of a keyboard that is not locked", i8042.StatusCommand,
		i8042.AtCommand|i8042.NotLocked, i8042.AtCommand|i8042.NotLocked)
	t.Step("after an operand", func() {
		start(t, c, 0)
		reg.ExpectBitsT(t, c.Regs, "after an operand", i8042.StatusCommand, i8042.AtCommand, 0)
	})
	t.Step("system flag cleared", func() {
		start(t, c, 0)
		reg.ExpectBitsT(t, c.Regs, "after the system flag is cleared", i8042.StatusCommand, i8042.System, 0)
	})
}

// devicesOff checks that a device that is off sends nothing until it is on.
func devicesOff(t *run.T, c *i8042.Controller) {
	k := device(t, c, i8042.Keyboard)
	start(t, c, 0)
	k.Answers("keyboard on", []byte{ps2.Enable}, ps2.Acknowledge)
	t.Must(c.Do(t.Context(), i8042.DisableKeyboard))
	k.Input(ps2suite.Key("a", true))
	k.Empty("keyboard off")
	t.Must(c.Do(t.Context(), i8042.EnableKeyboard))
	k.Receive("keyboard on again", 0x1c)
	k.Input(ps2suite.Key("a", false))
	k.Receive("keyboard on again", 0xf0, 0x1c)
}

// outputBuffers checks bytes that the guest puts where a device's would be.
func outputBuffers(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	t.Must(c.Do(t.Context(), i8042.FakeKeyboard, 0x5a))
	reg.ExpectBitsT(t, c.Regs, "with a byte", i8042.StatusCommand, i8042.OutputFull|i8042.OfMouse, i8042.OutputFull)
	device(t, c, i8042.Keyboard).Receive("written by the guest", 0x5a)
	t.Must(c.Do(t.Context(), i8042.FakeMouse, 0xa5))
	reg.ExpectBitsT(t, c.Regs, "with a byte", i8042.StatusCommand, i8042.OutputFull|i8042.OfMouse, i8042.OutputFull|i8042.OfMouse)
	device(t, c, i8042.Mouse).Receive("written by the guest", 0xa5)
}

// outputPort checks that the output port tells of a byte that waits, and of whom.
func outputPort(t *run.T, c *i8042.Controller) {
	start(t, c, i8042.KeyboardIRQ|i8042.MouseIRQ)
	got, err := c.Ask(t.Context(), i8042.ReadOutputPort)
	t.Must(err)
	if p := i8042.Port(got); p&i8042.NoReset == 0 || p&i8042.MouseOut != 0 {
		t.Errorf("output port = %v, want no reset and no byte of the mouse", p)
	}
}

// a20 checks that the gate of address line 20 is a bit of the output port.
func a20(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	for _, want := range []i8042.Port{i8042.A20, 0, i8042.A20} {
		t.Must(c.Do(t.Context(), i8042.WriteOutputPort, uint8(i8042.NoReset|want)))
		got, err := c.Ask(t.Context(), i8042.ReadOutputPort)
		t.Must(err)
		if p := i8042.Port(got) & (i8042.A20 | i8042.NoReset); p != i8042.NoReset|want {
			t.Errorf("output port = %v, want %v", p, i8042.NoReset|want)
		}
	}
}

// reset checks that a pulse of bit 0 of the output port resets the machine, one of others
// does not, and what the controller is after it.
func reset(t *run.T, c *i8042.Controller) {
	start(t, c, i8042.Translate)
	events := t.QEMU().QMP().Subscribe("RESET")
	defer events.Close()
	const bits = 0xf
	t.Must(c.Do(t.Context(), i8042.Pulse|bits))
	asks(t, c, "command byte after a pulse of nothing", i8042.ReadByte, uint8(i8042.Translate))
	t.Must(c.Do(t.Context(), i8042.Pulse|bits&^i8042.Command(i8042.NoReset)))
	e, err := events.WaitEvent(t.Context(), "RESET", nil)
	t.Must(err)
	data, err := qmp.DecodeEvent[struct {
		Guest bool `json:"guest"`
	}](e)
	t.Must(err)
	if !data.Guest {
		t.Error("the reset is not the guest's")
	}
	got, err := c.Ask(t.Context(), i8042.ReadByte)
	t.Must(err)
	if i8042.Mode(got)&i8042.Translate != 0 {
		t.Errorf("command byte after the reset = %v, want no translation", i8042.Mode(got))
	}
}
