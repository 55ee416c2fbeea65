package edu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// factorial checks that the device computes factorials, and interrupts when it has
// done so if it is told to (section "MMIO area spec").
func factorial(t *run.T, d *edu.Device) {
	t.Step("values", func() { factorialValues(t, d) })
	t.Step("interrupt", func() { factorialInterrupt(t, d) })
}

// factorialValues checks all factorials that have 32 bits or fewer.
func factorialValues(t *run.T, d *edu.Device) {
	edu.Status.WriteT(t, d.Regs, 0)
	want := uint32(1)
	for n := range uint32(13) {
		if n > 0 {
			want *= n
		}
		got, err := d.Factorial(t.Context(), n)
		t.Must(err)
		if got != want {
			t.Errorf("the factorial of %d is %d, want %d", n, got, want)
		}
	}
	if got := edu.InterruptStatus.ReadT(t, d.Regs); got != 0 {
		t.Errorf("interrupt status = %v, want 0: no interrupt was asked for", got)
	}
}

// factorialInterrupt checks the interrupt at the end. The specification does not say
// which cause it has.
func factorialInterrupt(t *run.T, d *edu.Device) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	edu.Status.WriteT(t, d.Regs, edu.InterruptOnDone)
	_, err = d.Factorial(ctx, 6)
	t.Must(err)
	t.Must(line.Await(ctx, true))
	cause := edu.InterruptStatus.ReadT(t, d.Regs)
	if cause == 0 {
		t.Error("the interrupt has no cause")
	}
	edu.InterruptAcknowledge.WriteT(t, d.Regs, cause)
	interrupts(t, d, line, "after the acknowledgement", 0)
	edu.Status.WriteT(t, d.Regs, 0)
}
