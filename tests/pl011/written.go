package pl011

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

// written checks that each bit of the registers of settings reads back as it was written,
// while the device is disabled (sections 3.3.5 "Integer Baud Rate Register, UARTIBRD" to
// 3.3.9 "Interrupt FIFO Level Select Register, UARTIFLS").
func written(t *run.T, d *pl011.Device) {
	t.Must(d.Start(t.Context(), 0))
	pl011.ControlRegister.WriteT(t, d.Regs, 0)
	reg.KeepsBitsT(t, d.Regs, "integer divisor", pl011.IntegerDivisor, 0xffff)
	reg.KeepsBitsT(t, d.Regs, "fraction of the divisor", pl011.FractionDivisor, 0x3f)
	reg.KeepsBitsT(t, d.Regs, "line control", pl011.LineControl, pl011.LineBits&^pl011.SendBreak)
	reg.KeepsBitsT(t, d.Regs, "FIFO levels", pl011.FIFOLevels, 0x3f)
	reg.KeepsBitsT(t, d.Regs, "control", pl011.ControlRegister, pl011.Enable|pl011.Loopback|pl011.Transmit|pl011.Receive)
}

// clearing checks that a 1 in the clear register clears that interrupt and no other, and a
// 0 none (section 3.3.13 "Interrupt Clear Register, UARTICR"). In loopback a character makes
// two interrupts.
func clearing(t *run.T, d *pl011.Device) {
	ctx := t.Context()
	line, err := d.Interrupt(ctx)
	t.Must(err)
	both := pl011.Received | pl011.Transmitted
	for _, cleared := range []pl011.Interrupt{pl011.Received, pl011.Transmitted} {
		t.Must(d.Start(ctx, 0, pl011.Loopback))
		pl011.Mask.WriteT(t, d.Regs, both)
		line.ExpectT(t, "before a character", false)
		pl011.Data.WriteT(t, d.Regs, 0x5a)
		t.Must(d.AwaitFlags(ctx, pl011.ReceiveEmpty|pl011.Busy, 0))
		reg.ExpectBitsT(t, d.Regs, "raw interrupts after a character", pl011.Raw, both, both)
		line.ExpectT(t, "after a character", true)

		pl011.Clear.WriteT(t, d.Regs, 0)
		reg.ExpectBitsT(t, d.Regs, "raw interrupts after 0 was written", pl011.Raw, both, both)
		pl011.Clear.WriteT(t, d.Regs, pl011.NoModem&^both)
		reg.ExpectBitsT(t, d.Regs, "raw interrupts after the others were cleared", pl011.Raw, both, both)
		pl011.Clear.WriteT(t, d.Regs, cleared)
		reg.ExpectBitsT(t, d.Regs, "raw interrupts after one was cleared", pl011.Raw, both, both&^cleared)
		reg.ExpectBitsT(t, d.Regs, "masked interrupts after one was cleared", pl011.Masked, both, both&^cleared)
		line.ExpectT(t, "one is left", true)

		pl011.Mask.WriteT(t, d.Regs, cleared)
		reg.ExpectBitsT(t, d.Regs, "masked interrupts, the other masked", pl011.Masked, both, 0)
		line.ExpectT(t, "the other is masked", false)
		pl011.Clear.WriteT(t, d.Regs, both)
		reg.ExpectBitsT(t, d.Regs, "raw interrupts after both were cleared", pl011.Raw, both, 0)
		reg.ExpectT(t, d.Regs, "the character", pl011.Data, 0x5a)
		pl011.Clear.WriteT(t, d.Regs, both)
		line.ExpectT(t, "at the end", false)
	}
}
