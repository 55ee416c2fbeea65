package edu

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// intx checks that the interrupt line is asserted while a cause is set in the
// interrupt status (section "IRQ controller").
func intx(t *run.T, d *edu.Device) {
	line, err := d.PCI.INTx(t.Context())
	t.Must(err)
	t.Step("each cause", func() {
		for bit := range 32 {
			cause := edu.Cause(1) << bit
			edu.InterruptRaise.WriteT(t, d.Regs, cause)
			interrupts(t, d, line, fmt.Sprintf("%v raised", cause), cause)
			edu.InterruptAcknowledge.WriteT(t, d.Regs, cause)
			interrupts(t, d, line, fmt.Sprintf("%v acknowledged", cause), 0)
		}
	})
	t.Step("one of all causes", func() {
		left := ^edu.Cause(0)
		edu.InterruptRaise.WriteT(t, d.Regs, left)
		interrupts(t, d, line, "all causes raised", left)
		for bit := 31; bit >= 0; bit-- { // the first cause is the last one left
			edu.InterruptAcknowledge.WriteT(t, d.Regs, 1<<bit)
			left &^= 1 << bit
			interrupts(t, d, line, fmt.Sprintf("cause %d acknowledged", bit), left)
		}
	})
	t.Step("several causes", func() {
		edu.InterruptRaise.WriteT(t, d.Regs, 0x11)
		interrupts(t, d, line, "two causes raised", 0x11)
		edu.InterruptRaise.WriteT(t, d.Regs, 0x82)
		interrupts(t, d, line, "two more raised", 0x93)
		edu.InterruptAcknowledge.WriteT(t, d.Regs, 0x91)
		interrupts(t, d, line, "three acknowledged", 0x02)
		edu.InterruptAcknowledge.WriteT(t, d.Regs, 0x02)
		interrupts(t, d, line, "all acknowledged", 0)
	})
}

// interrupts checks the interrupt status, and the line with it.
func interrupts(t *run.T, d *edu.Device, line guest.Line, what string, want edu.Cause) {
	t.Helper()
	if got := edu.InterruptStatus.ReadT(t, d.Regs); got != want {
		t.Errorf("%s: interrupt status = %v, want %v", what, got, want)
	}
	if got := line.Raised(); got != (want != 0) {
		t.Errorf("%s: the line is raised: %t, want %t", what, got, want != 0)
	}
}
