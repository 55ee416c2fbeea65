package pl050

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/input/pl050"
	"github.com/qgraph/qgraph/libqos/device/input/ps2"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// port is the interface as the port of a device.
type port struct{ *pl050.Interface }

var _ ps2suite.Port = port{}

// Ready enables the interface without interrupts.
func (p port) Ready(ctx context.Context) error {
	if err := pl050.ControlRegister.Write(ctx, p.Regs, pl050.Enable); err != nil {
		return err
	}
	return p.Drain(ctx)
}

// Waiting reports whether a byte waits.
func (p port) Waiting(ctx context.Context) (bool, error) {
	s, err := pl050.StatusRegister.Read(ctx, p.Regs)
	return s&pl050.Full != 0, err
}

// Machine returns the machine.
func (p port) Machine() *guest.Machine { return p.Interface.Machine }

// keyboard checks the interface with a keyboard.
func keyboard(t *run.T, c *pl050.Interface) {
	w := watched(t, c)
	w.registers()
	t.Step("parity", w.parity)
	w.Keyboard()
	w.interrupts(ps2suite.Key("z", true), 0x1a)
	w.resets()
}

// mouse checks the interface with a mouse.
func mouse(t *run.T, c *pl050.Interface) {
	w := watched(t, c)
	w.registers()
	w.Mouse()
	w.interrupts(ps2suite.Moved("x", 1), 8, 1, 0)
	w.resets()
}

// watch is an interface with its device, and its interrupt watched.
type watch struct {
	ps2suite.Device
	t    *run.T
	c    *pl050.Interface
	line guest.Line
}

func watched(t *run.T, c *pl050.Interface) watch {
	t.Helper()
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	return watch{ps2suite.New(t, port{c}), t, c, line}
}

// begins has the interface on, with those interrupts, and no byte waiting.
func (w watch) begins(interrupts pl050.Control) {
	w.t.Helper()
	w.t.Must(port{w.c}.Ready(w.t.Context()))
	pl050.ControlRegister.WriteT(w.t, w.c.Regs, pl050.Enable|interrupts)
}

// registers checks the registers of the interface (DDI 0143C, section 3.3 "Register descriptions").
func (w watch) registers() {
	w.t.Step("after a reset", func() {
		w.resetValues("after a reset")
		primecell.ExpectT(w.t, w.c.Regs, pl050.PeripheralID)
	})
	w.t.Step("idle lines", func() {
		const lines = pl050.ClockLine | pl050.DataLine
		reg.ExpectBitsT(w.t, w.c.Regs, "KMISTAT", pl050.StatusRegister, lines, lines)
	})
	w.t.Step("written", w.written)
	w.t.Step("status", w.status)
	w.t.Step("disabled", w.disabled)
}

// resetValues checks the registers after a reset.
func (w watch) resetValues(when string) {
	w.t.Helper()
	const lines = pl050.ClockLine | pl050.DataLine
	reg.ExpectT(w.t, w.c.Regs, "KMICR "+when, pl050.ControlRegister, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "KMISTAT "+when, pl050.StatusRegister, ^lines, pl050.TransmitEmpty)
	reg.ExpectT(w.t, w.c.Regs, "KMICLKDIV "+when, pl050.ClockDivisor, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "KMIIR "+when, pl050.InterruptsRegister, pl050.Received, 0)
	w.line.ExpectT(w.t, when, false)
}

// written checks which bits keep written values.
func (w watch) written() {
	const low = pl050.ForceClock | pl050.ForceData
	for _, v := range []pl050.Control{low, pl050.Enable, pl050.Enable | pl050.ReceiveInterrupt, pl050.NoLineControl, 0} {
		reg.KeepsT(w.t, w.c.Regs, "KMICR", pl050.ControlRegister, v)
	}
	for _, v := range []uint32{0xa, 0x5, 0xf, 0} {
		reg.KeepsT(w.t, w.c.Regs, "KMICLKDIV", pl050.ClockDivisor, v)
	}
	reg.IgnoresT(w.t, w.c.Regs, "KMISTAT", pl050.StatusRegister)
	reg.IgnoresT(w.t, w.c.Regs, "KMIIR", pl050.InterruptsRegister)
}

// status checks the status around a byte that waits.
func (w watch) status() {
	const all = pl050.Receiving | pl050.Full | pl050.Transmitting | pl050.TransmitEmpty
	w.begins(0)
	w.t.Must(w.c.Send(w.t.Context(), ps2.Enable))
	reg.ExpectBitsT(w.t, w.c.Regs, "KMISTAT with a byte", pl050.StatusRegister, all, pl050.Full|pl050.TransmitEmpty)
	reg.ExpectT(w.t, w.c.Regs, "KMIDATA", pl050.Data, ps2.Acknowledge)
	reg.ExpectBitsT(w.t, w.c.Regs, "KMISTAT without a byte", pl050.StatusRegister, all, pl050.TransmitEmpty)
}

// parity checks the parity bit of the last byte: odd, so that it is 1 for a byte with an even number of ones.
func (w watch) parity() {
	w.begins(0)
	w.Answers("identify", []byte{ps2.Identify}, ps2.Acknowledge, 0xab, 0x83)
	three := pl050.StatusRegister.ReadT(w.t, w.c.Regs) & pl050.Parity
	w.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	six := pl050.StatusRegister.ReadT(w.t, w.c.Regs) & pl050.Parity
	if three != 0 || six != pl050.Parity {
		w.t.Errorf("RXPARITY of bytes of three and of six ones = %v and %v, want 0 and %v", three, six, pl050.Parity)
	}
}

// disabled checks that nothing goes to the device, or comes from it, while the interface is disabled.
func (w watch) disabled() {
	w.begins(0)
	pl050.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	pl050.Data.WriteT(w.t, w.c.Regs, ps2.Identify)
	w.t.Cleanup(func() { w.begins(0) })
	w.Empty("while the interface is disabled")
}

// interrupts checks both interrupts. The event makes the device send those bytes.
func (w watch) interrupts(event ps2suite.Event, sent ...byte) {
	w.t.Step("received", func() { w.received(event, sent) })
	w.t.Step("transmitted", w.transmitted)
}

// received checks that the interrupt is raised while a byte waits and KMIRXINTREn is set.
func (w watch) received(event ps2suite.Event, sent []byte) {
	raised := func(when string, want bool) { w.t.Helper(); ps2suite.RaisedT(w.t, w.line, when, want) }
	w.begins(0)
	w.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	w.Input(event)
	raised("with the interrupt disabled", false)
	pl050.ControlRegister.WriteT(w.t, w.c.Regs, pl050.Enable|pl050.ReceiveInterrupt)
	for range sent {
		raised("with a byte", true)
		reg.ExpectBitsT(w.t, w.c.Regs, "KMIIR with a byte", pl050.InterruptsRegister, pl050.Received, pl050.Received)
		_, err := w.c.Receive(w.t.Context())
		w.t.Must(err)
	}
	raised("without a byte", false)
	reg.ExpectBitsT(w.t, w.c.Regs, "KMIIR without a byte", pl050.InterruptsRegister, pl050.Received, 0)
}

// transmitted checks that the interrupt is raised while a byte can be sent and KMITXINTREn is set.
func (w watch) transmitted() {
	w.begins(0)
	w.line.ExpectT(w.t, "with the interrupt disabled", false)
	pl050.ControlRegister.WriteT(w.t, w.c.Regs, pl050.Enable|pl050.TransmitInterrupt)
	w.line.ExpectT(w.t, "with room for a byte", true)
	reg.ExpectBitsT(w.t, w.c.Regs, "KMIIR with room for a byte", pl050.InterruptsRegister, pl050.Transmitted, pl050.Transmitted)
	pl050.ControlRegister.WriteT(w.t, w.c.Regs, pl050.Enable)
	w.line.ExpectT(w.t, "with the interrupt disabled again", false)
}

// resets checks the registers after a reset of the machine.
func (w watch) resets() {
	w.t.Step("reset", func() {
		w.begins(0)
		pl050.ClockDivisor.WriteT(w.t, w.c.Regs, 5)
		w.t.Must(w.t.QEMU().SystemReset(w.t.Context()))
		w.resetValues("after a reset of the machine")
	})
}
