package edu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// msi checks that a message comes in place of the interrupt line each time that a
// cause is raised (section "IRQ controller").
func msi(t *run.T, d *edu.Device) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	m, err := d.PCI.MSI(ctx)
	t.Must(err)
	t.Must(m.Configure(ctx, 0))
	t.Must(m.Enable(ctx))
	defer func() { t.Must(m.Disable(ctx)) }()

	for _, row := range []struct {
		name  string
		cause edu.Cause
	}{{"first cause", 1 << 0}, {"last cause", 1 << 31}, {"several causes", 0x93}} {
		t.Step(row.name, func() {
			fired(t, m, "before", false)
			edu.InterruptRaise.WriteT(t, d.Regs, row.cause)
			fired(t, m, "raised", true)
			if got := edu.InterruptStatus.ReadT(t, d.Regs); got != row.cause {
				t.Errorf("interrupt status = %v, want %v", got, row.cause)
			}
			edu.InterruptRaise.WriteT(t, d.Regs, row.cause)
			fired(t, m, "raised again", true)
			edu.InterruptAcknowledge.WriteT(t, d.Regs, row.cause)
			fired(t, m, "acknowledged", false)
			if got := edu.InterruptStatus.ReadT(t, d.Regs); got != 0 {
				t.Errorf("interrupt status = %v after the acknowledgement, want 0", got)
			}
		})
	}
	if n := line.Count(); n != 0 {
		t.Errorf("the interrupt line was raised %d times, want 0", n)
	}
}

// fired checks whether the device's message has come.
func fired(t *run.T, m *pci.MSI, what string, want bool) {
	t.Helper()
	got, err := m.Fired(t.Context(), 0)
	t.Must(err)
	if got != want {
		t.Errorf("%s: a message has come: %t, want %t", what, got, want)
	}
}
