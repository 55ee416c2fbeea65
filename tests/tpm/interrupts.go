package tpm

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// active returns a condition: the locality is active.
func active(f *tpm.FIFO, locality int) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		a, err := tpm.Access.Read(ctx, f.At(locality))
		return a&tpm.ActiveLocality != 0, err
	}
}

// interrupts checks the causes of an interrupt, that each can be enabled, and that software clears them (PTP 1.04, "Interrupt
// Enable" and "Interrupt Status").
func interrupts(t *run.T, f *tpm.FIFO) {
	m := attach(t)
	line, err := f.Line(t.Context())
	t.Must(err)
	t.Must(f.Request(t.Context(), 0))
	t.Cleanup(func() {
		tpm.InterruptEnable.WriteT(t, f.At(0), tpm.LowLevel)
		relinquishAll(t, f)
	})
	t.Step("enable", func() {
		for _, v := range []tpm.Interrupts{tpm.GlobalInterrupt | tpm.Causes, tpm.DataInterrupt, 0} {
			reg.KeepsT(t, f.At(0), "TPM_INT_ENABLE", tpm.InterruptEnable, v|tpm.LowLevel)
		}
	})
	t.Step("another locality enables", func() {
		reg.KeepsT(t, f.At(0), "TPM_INT_ENABLE", tpm.InterruptEnable, tpm.LowLevel)
		tpm.InterruptEnable.WriteT(t, f.At(1), tpm.GlobalInterrupt|tpm.Causes|tpm.LowLevel)
		reg.ExpectT(t, f.At(0), "TPM_INT_ENABLE after a write of another locality", tpm.InterruptEnable, tpm.LowLevel)
	})
	t.Step("vector", func() {
		old := tpm.InterruptVector.ReadT(t, f.At(0))
		reg.KeepsT(t, f.At(0), "TPM_INT_VECTOR", tpm.InterruptVector, 9)
		reg.KeepsT(t, f.At(0), "TPM_INT_VECTOR", tpm.InterruptVector, old)
	})
	t.Step("none", func() {
		caused(t, f, m, line, tpm.GlobalInterrupt, 0)
		caused(t, f, m, line, tpm.Causes, 0)
	})
	t.Step("data", func() { caused(t, f, m, line, tpm.GlobalInterrupt|tpm.DataInterrupt, tpm.DataInterrupt) })
	t.Step("valid status", func() { caused(t, f, m, line, tpm.GlobalInterrupt|tpm.ValidInterrupt, tpm.ValidInterrupt) })
	t.Step("ready", func() { readyInterrupt(t, f, line) })
	t.Step("locality", func() { localityInterrupt(t, f, line) })
	t.Step("one of two causes", func() { twoCauses(t, f, m, line) })
}

// quiet enables interrupts, of a TPM without a cause of one.
func quiet(t *run.T, f *tpm.FIFO, line guest.Line, enable tpm.Interrupts) {
	t.Helper()
	tpm.InterruptEnable.WriteT(t, f.At(0), tpm.LowLevel)
	t.Must(f.Ready(t.Context(), 0))
	tpm.InterruptStatus.WriteT(t, f.At(0), tpm.Causes)
	tpm.InterruptEnable.WriteT(t, f.At(0), enable|tpm.LowLevel)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS before", tpm.InterruptStatus, enable&tpm.Causes, 0)
	line.ExpectT(t, "before", false)
}

// caused passes a command, and checks which interrupts it causes.
func caused(t *run.T, f *tpm.FIFO, m *swtpm.Module, line guest.Line, enable, want tpm.Interrupts) {
	t.Helper()
	quiet(t, f, line, enable)
	command := message(getRandom, 12, 0)
	t.Must(f.Send(t.Context(), command))
	taken(t, m, 0, command)
	line.ExpectT(t, "while the command is under way", false)
	t.Must(m.Respond(message(0, 12, 1)))
	_, err := f.Await(t.Context(), 0, "the response", tpm.StatusValid|tpm.DataAvailable, tpm.StatusValid|tpm.DataAvailable)
	t.Must(err)
	line.ExpectT(t, "with a response", want != 0)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS with a response", tpm.InterruptStatus, want|enable&tpm.Causes, want)
	if want != 0 {
		tpm.InterruptStatus.WriteT(t, f.At(0), tpm.Causes&^want)
		line.ExpectT(t, "after other causes are cleared", true)
		tpm.InterruptStatus.WriteT(t, f.At(0), want)
	}
	line.ExpectT(t, "after the cause is cleared", false)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS after it is cleared", tpm.InterruptStatus, want, 0)
}

// readyInterrupt checks the interrupt when the TPM is ready for a command.
func readyInterrupt(t *run.T, f *tpm.FIFO, line guest.Line) {
	t.Helper()
	quiet(t, f, line, tpm.GlobalInterrupt|tpm.ReadyInterrupt)
	t.Must(f.Write(t.Context(), 0, message(getRandom, 12, 0)[:3]))
	line.ExpectT(t, "during the reception", false)
	tpm.Status.WriteT(t, f.At(0), tpm.CommandReady)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS when the TPM is ready", tpm.InterruptStatus, tpm.ReadyInterrupt, tpm.ReadyInterrupt)
	line.ExpectT(t, "ready", true)
	tpm.InterruptStatus.WriteT(t, f.At(0), tpm.ReadyInterrupt)
	line.ExpectT(t, "cleared", false)
}

// localityInterrupt checks the interrupt when a locality that waits becomes active.
func localityInterrupt(t *run.T, f *tpm.FIFO, line guest.Line) {
	t.Helper()
	const other = 2
	const enable = tpm.GlobalInterrupt | tpm.LocalityInterrupt | tpm.LowLevel
	tpm.Access.WriteT(t, f.At(other), tpm.Seize)
	tpm.InterruptEnable.WriteT(t, f.At(other), enable)
	t.Must(f.Relinquish(t.Context(), other))
	tpm.Access.WriteT(t, f.At(0), tpm.BeenSeized)
	t.Must(f.Request(t.Context(), 0))
	quiet(t, f, line, enable)
	tpm.Access.WriteT(t, f.At(other), tpm.RequestUse)
	line.ExpectT(t, "a locality waits", false)
	t.Must(f.Relinquish(t.Context(), 0))
	reg.ExpectBitsT(t, f.At(other), "TPM_INT_STATUS in the new locality", tpm.InterruptStatus, tpm.LocalityInterrupt, tpm.LocalityInterrupt)
	line.ExpectT(t, "it is active", true)
	tpm.InterruptStatus.WriteT(t, f.At(other), tpm.LocalityInterrupt)
	line.ExpectT(t, "cleared", false)
	tpm.InterruptEnable.WriteT(t, f.At(other), tpm.LowLevel)
	t.Must(f.Relinquish(t.Context(), other))
	t.Must(f.Request(t.Context(), 0))
}

// twoCauses checks that the line stays raised until each cause is cleared.
func twoCauses(t *run.T, f *tpm.FIFO, m *swtpm.Module, line guest.Line) {
	t.Helper()
	const both = tpm.DataInterrupt | tpm.ValidInterrupt
	quiet(t, f, line, tpm.GlobalInterrupt|both)
	command := message(getRandom, 12, 0)
	t.Must(f.Send(t.Context(), command))
	taken(t, m, 0, command)
	t.Must(m.Respond(message(0, 12, 1)))
	_, err := f.Await(t.Context(), 0, "the response", tpm.DataAvailable, tpm.DataAvailable)
	t.Must(err)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS", tpm.InterruptStatus, both, both)
	tpm.InterruptStatus.WriteT(t, f.At(0), tpm.DataInterrupt)
	reg.ExpectBitsT(t, f.At(0), "TPM_INT_STATUS with one cause left", tpm.InterruptStatus, both, tpm.ValidInterrupt)
	line.ExpectT(t, "one cause is left", true)
	tpm.InterruptStatus.WriteT(t, f.At(0), tpm.ValidInterrupt)
	line.ExpectT(t, "no cause is left", false)
}
