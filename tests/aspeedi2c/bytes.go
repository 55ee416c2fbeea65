package aspeedi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
)

// enabled are the interrupts that the tests use.
const enabled = aspeedi2c.SentACK | aspeedi2c.SentNAK | aspeedi2c.Received | aspeedi2c.Stopped

// byteByByte sends and receives a byte with each command.
func byteByByte(t *run.T, c *aspeedi2c.Controller) {
	t.Step("values after power-up", func() { powerUp(t, c) })
	t.Must(c.Setup(t.Context(), enabled))
	t.Step("written", func() { written(t, c) })
	t.Must(c.Setup(t.Context(), enabled))
	t.Step("messages", func() { messages(t, c) })
	t.Step("no acknowledge", func() { refused(t, c) })
	t.Step("START and STOP of one command", func() { atOnce(t, c) })
	t.Step("state of the bus", func() { state(t, c) })
	t.Step("interrupts", func() { interrupts(t, c) })
	t.Step("disabled", func() { disabled(t, c) })
}

// powerUp checks the values after a reset.
func powerUp(t *run.T, c *aspeedi2c.Controller) {
	if c.New {
		aspeedi2c.GlobalControl.WriteT(t, c.Global, aspeedi2c.NewClock|aspeedi2c.NewSet)
	}
	reg.ExpectT(t, c.Global, "the global status", aspeedi2c.GlobalStatus, 0)
	reg.ExpectT(t, c.Regs, "the function control", aspeedi2c.Function, 0)
	reg.ExpectT(t, c.Regs, "the interrupt control", c.Enable, 0)
	reg.ExpectT(t, c.Regs, "the interrupt status", c.Status, 0)
	reg.ExpectBitsT(t, c.Regs, "the byte buffer", c.Buffer, 0xffff, 0)
}

// written checks the bits that keep what is written.
func written(t *run.T, c *aspeedi2c.Controller) {
	for _, v := range []aspeedi2c.Functions{
		aspeedi2c.MasterEnable, aspeedi2c.MasterEnable | aspeedi2c.SingleMaster, aspeedi2c.SingleMaster, 0, aspeedi2c.MasterEnable,
	} {
		reg.KeepsT(t, c.Regs, "the function control", aspeedi2c.Function, v)
	}
	for _, v := range []uint32{0x00777003, 0x00234004, 0x00fff00f, 0} {
		reg.KeepsT(t, c.Regs, "the timing", aspeedi2c.Timing, v)
	}
	for _, v := range []aspeedi2c.Interrupt{enabled, aspeedi2c.SentACK, aspeedi2c.SentNAK, aspeedi2c.Received | aspeedi2c.Stopped, 0, 0x7f} {
		reg.KeepsT(t, c.Regs, "the interrupt control", c.Enable, v)
	}
	for _, v := range []uint32{0x5a, 0xa5, 0} {
		c.Buffer.WriteT(t, c.Regs, v)
		reg.ExpectBitsT(t, c.Regs, "the byte to send", c.Buffer, 0xff, v)
	}
	c.Status.WriteT(t, c.Regs, ^aspeedi2c.Interrupt(0))
	reg.ExpectT(t, c.Regs, "the status after all ones were written", c.Status, 0)
	reg.ExpectT(t, c.Global, "the global status", aspeedi2c.GlobalStatus, 0)
}

// do gives a command and expects its status, which stays until ones are written.
func do(t *run.T, c *aspeedi2c.Controller, what string, command aspeedi2c.Command, want aspeedi2c.Interrupt) {
	t.Helper()
	c.Command.WriteT(t, c.Regs, command)
	reg.ExpectT(t, c.Regs, "the status after "+what, c.Status, want)
	c.Status.WriteT(t, c.Regs, 0)
	reg.ExpectT(t, c.Regs, "the status with zeros written, after "+what, c.Status, want)
	c.Status.WriteT(t, c.Regs, want)
	reg.ExpectT(t, c.Regs, "the status with ones written, after "+what, c.Status, 0)
}

// send sends a byte, which is acknowledged.
func send(t *run.T, c *aspeedi2c.Controller, b byte) {
	t.Helper()
	c.Buffer.WriteT(t, c.Regs, uint32(b))
	do(t, c, "a byte that was sent", aspeedi2c.Send, aspeedi2c.SentACK)
}

// start makes a START and sends an address.
func start(t *run.T, c *aspeedi2c.Controller, address byte, want aspeedi2c.Interrupt) {
	t.Helper()
	c.Buffer.WriteT(t, c.Regs, uint32(address))
	do(t, c, "an address", aspeedi2c.START|aspeedi2c.Send, want)
}

// receive receives a byte. The byte to send stays in the buffer.
func receive(t *run.T, c *aspeedi2c.Controller, command aspeedi2c.Command, want byte) {
	t.Helper()
	sent := c.Buffer.ReadT(t, c.Regs) & 0xff
	do(t, c, "a byte that was received", command, aspeedi2c.Received)
	reg.ExpectBitsT(t, c.Regs, "the byte buffer", c.Buffer, 0xffff, uint32(want)<<8|sent)
}

// stop makes a STOP.
func stop(t *run.T, c *aspeedi2c.Controller) {
	t.Helper()
	do(t, c, "the STOP", aspeedi2c.STOP, aspeedi2c.Stopped)
}

// value is a register of the sensor, two bytes whose bits 3:0 are zero.
type value struct{ pointer, high, low byte }

// messages writes two registers of the sensor, and reads them after a repeated START.
func messages(t *run.T, c *aspeedi2c.Controller) {
	values := []value{{2, 0xa5, 0x50}, {3, 0x5a, 0xa0}}
	for _, v := range values {
		start(t, c, target<<1, aspeedi2c.SentACK)
		for _, b := range []byte{v.pointer, v.high, v.low} {
			send(t, c, b)
		}
		stop(t, c)
	}
	for _, v := range values {
		start(t, c, target<<1, aspeedi2c.SentACK)
		send(t, c, v.pointer)
		start(t, c, target<<1|1, aspeedi2c.SentACK)
		receive(t, c, aspeedi2c.Receive, v.high)
		receive(t, c, aspeedi2c.Receive|aspeedi2c.Last, v.low)
		stop(t, c)
	}
}

// store writes a register of the sensor.
func store(t *run.T, c *aspeedi2c.Controller, v value) {
	t.Helper()
	t.Must(c.Transfer(t.Context(), target, []byte{v.pointer, v.high, v.low}, nil))
}

// expect reads a register of the sensor.
func expect(t *run.T, c *aspeedi2c.Controller, v value) {
	t.Helper()
	var got [2]byte
	t.Must(c.Transfer(t.Context(), target, []byte{v.pointer}, got[:]))
	if want := [2]byte{v.high, v.low}; got != want {
		t.Errorf("register %d of the sensor = % x, want % x", v.pointer, got, want)
	}
}

// refused sends an address that nobody acknowledges, in both directions.
func refused(t *run.T, c *aspeedi2c.Controller) {
	for _, address := range []byte{absent << 1, absent<<1 | 1} {
		start(t, c, address, aspeedi2c.SentNAK)
		stop(t, c)
	}
}

// atOnce gives commands that have a STOP besides: each part of a command has its status.
func atOnce(t *run.T, c *aspeedi2c.Controller) {
	start(t, c, target<<1, aspeedi2c.SentACK)
	send(t, c, 2)
	send(t, c, 0x12)
	c.Buffer.WriteT(t, c.Regs, 0x30)
	do(t, c, "the last byte with a STOP", aspeedi2c.Send|aspeedi2c.STOP, aspeedi2c.SentACK|aspeedi2c.Stopped)
	expect(t, c, value{2, 0x12, 0x30})
	start(t, c, target<<1|1, aspeedi2c.SentACK)
	do(t, c, "the last byte received with a STOP", aspeedi2c.Receive|aspeedi2c.Last|aspeedi2c.STOP, aspeedi2c.Received|aspeedi2c.Stopped)
	reg.ExpectBitsT(t, c.Regs, "the byte received", c.Buffer, 0xff00, 0x1200)
}

// state checks the bits that tell whether the bus is busy: they are in the command register of the old
// set, and in the byte buffer's of the new one.
func state(t *run.T, c *aspeedi2c.Controller) {
	bits := func(when string, want aspeedi2c.Command) {
		t.Helper()
		const all = aspeedi2c.Busy | aspeedi2c.DataUp | aspeedi2c.ClockUp
		got := c.Command.ReadT(t, c.Regs)
		if c.New {
			got = aspeedi2c.Command(c.Buffer.ReadT(t, c.Regs))
		}
		if got&all&want != want || got&aspeedi2c.Busy != want&aspeedi2c.Busy {
			t.Errorf("the state of the bus %s = %#x, want %#x of %#x", when, uint32(got&all), uint32(want), uint32(all))
		}
	}
	const idle = aspeedi2c.DataUp | aspeedi2c.ClockUp
	bits("before a message", idle)
	start(t, c, target<<1, aspeedi2c.SentACK)
	bits("in a message", aspeedi2c.Busy)
	send(t, c, 1)
	bits("after a byte", aspeedi2c.Busy)
	stop(t, c)
	bits("after the STOP", idle)
}

// raised checks the line and the bit of the controller in the global status.
func raised(t *run.T, c *aspeedi2c.Controller, line guest.Line, when string, want bool) {
	t.Helper()
	if line.Raised() != want {
		t.Errorf("the line is raised %s: %t, want %t", when, !want, want)
	}
	bits := uint32(0)
	if want {
		bits = 1 << aspeedi2c.Number
	}
	reg.ExpectT(t, c.Global, "the global status "+when, aspeedi2c.GlobalStatus, bits)
}

// interrupts checks each interrupt alone: it comes if it is enabled, and goes when its status is
// cleared.
func interrupts(t *run.T, c *aspeedi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	for _, s := range []struct {
		name    string
		data    byte
		command aspeedi2c.Command
		status  aspeedi2c.Interrupt
	}{
		{"acknowledge", target<<1 | 1, aspeedi2c.START | aspeedi2c.Send, aspeedi2c.SentACK},
		{"byte received", 0, aspeedi2c.Receive | aspeedi2c.Last, aspeedi2c.Received},
		{"STOP", 0, aspeedi2c.STOP, aspeedi2c.Stopped},
		{"no acknowledge", absent << 1, aspeedi2c.START | aspeedi2c.Send, aspeedi2c.SentNAK},
	} {
		t.Step(s.name, func() {
			for _, enable := range []aspeedi2c.Interrupt{s.status, enabled &^ s.status} {
				if s.status == aspeedi2c.Received || s.status == aspeedi2c.Stopped {
					c.Buffer.WriteT(t, c.Regs, target<<1|1)
					c.Command.WriteT(t, c.Regs, aspeedi2c.START|aspeedi2c.Send)
				}
				c.Status.WriteT(t, c.Regs, ^aspeedi2c.Interrupt(0))
				c.Enable.WriteT(t, c.Regs, enable)
				raised(t, c, line, "before the command", false)
				c.Buffer.WriteT(t, c.Regs, uint32(s.data))
				c.Command.WriteT(t, c.Regs, s.command)
				raised(t, c, line, "after the command with "+enable.String()+" enabled", enable == s.status)
				c.Status.WriteT(t, c.Regs, s.status)
				raised(t, c, line, "with its status cleared", false)
				c.Command.WriteT(t, c.Regs, aspeedi2c.STOP)
				c.Status.WriteT(t, c.Regs, ^aspeedi2c.Interrupt(0))
			}
		})
	}
	c.Enable.WriteT(t, c.Regs, enabled)
}

// disabled checks that a controller without a function does nothing.
func disabled(t *run.T, c *aspeedi2c.Controller) {
	store(t, c, value{2, 0x12, 0x30})
	expect(t, c, value{2, 0x12, 0x30})
	aspeedi2c.Function.WriteT(t, c.Regs, 0)
	for _, b := range []byte{target << 1, 2, 0x77, 0x70} {
		c.Buffer.WriteT(t, c.Regs, uint32(b))
		c.Command.WriteT(t, c.Regs, aspeedi2c.START|aspeedi2c.Send)
		reg.ExpectT(t, c.Regs, "the status", c.Status, 0)
	}
	t.Must(c.Setup(t.Context(), enabled))
	expect(t, c, value{2, 0x12, 0x30})
}
