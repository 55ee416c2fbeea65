package pl011

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

// registers checks the values of the registers after a reset (section 3.2 "Summary of
// registers"), and that they keep what is written.
func registers(t *run.T, d *pl011.Device) {
	t.Step("after a reset", func() { afterReset(t, d) })
	t.Step("identification", func() { primecell.ExpectT(t, d.Regs, pl011.PeripheralID) })
	t.Step("interrupt mask", func() { interruptMask(t, d) })
	t.Step("written", func() { written(t, d) })
	t.Step("interrupts cleared", func() { clearing(t, d) })
}

// afterReset checks the values after a reset, without the bits that follow the lines of
// a modem.
func afterReset(t *run.T, d *pl011.Device) {
	flags := pl011.Flags.ReadT(t, d.Regs) & pl011.FIFOFlags
	if want := pl011.ReceiveEmpty | pl011.TransmitEmpty; flags != want {
		t.Errorf("flags = %v, want %v", flags, want)
	}
	if got, want := pl011.ControlRegister.ReadT(t, d.Regs), pl011.Transmit|pl011.Receive; got != want {
		t.Errorf("control = %v, want %v", got, want)
	}
	if got := pl011.LineControl.ReadT(t, d.Regs); got != 0 {
		t.Errorf("line control = %v, want 0", got)
	}
	if got := pl011.Mask.ReadT(t, d.Regs); got != 0 {
		t.Errorf("interrupt mask = %v, want 0", got)
	}
	if got := pl011.Raw.ReadT(t, d.Regs) & pl011.NoModem; got != 0 {
		t.Errorf("raw interrupts = %v, want 0", got)
	}
	for _, row := range []struct {
		name     string
		register reg.Reg[uint32]
		want     uint32
	}{
		{"integer divisor", pl011.IntegerDivisor, 0},
		{"fraction of the divisor", pl011.FractionDivisor, 0},
		{"FIFO levels", pl011.FIFOLevels, 0x12},
		{"DMA control", pl011.DMAControl, 0},
	} {
		if got := row.register.ReadT(t, d.Regs); got != row.want {
			t.Errorf("%s = %#x, want %#x", row.name, got, row.want)
		}
	}
}

// interruptMask checks that each interrupt can be let through by itself.
func interruptMask(t *run.T, d *pl011.Device) {
	for bit := range 11 {
		want := pl011.Interrupt(1) << bit
		pl011.Mask.WriteT(t, d.Regs, want)
		if got := pl011.Mask.ReadT(t, d.Regs); got != want {
			t.Errorf("interrupt mask = %v, want %v", got, want)
		}
	}
	pl011.Mask.WriteT(t, d.Regs, 0)
}
