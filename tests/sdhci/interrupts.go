package sdhci

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The commands that these tests issue by hand: one that needs no answer, and one
// that an empty slot does not answer.
const (
	silent     = sdhci.ResponseNone | 0<<8                                   // CMD0
	unanswered = sdhci.Response48 | sdhci.CRCCheck | sdhci.IndexCheck | 8<<8 // CMD8
)

// issue issues a command without checking any interrupt, and waits until the
// controller can issue the next one.
func issue(t *run.T, c *sdhci.Controller, command sdhci.CommandBits) {
	t.Helper()
	sdhci.Argument.WriteT(t, c.Regs, 0)
	sdhci.Command.WriteT(t, c.Regs, command)
	t.Must(c.AwaitClear(t.Context(), sdhci.CommandInhibitCMD))
}

// statusBits checks that status bits are set if they are enabled, and that only a
// write of ones clears them (sections 2.2.17 to 2.2.20).
func statusBits(t *run.T, c *sdhci.Controller) {
	t.Must(c.Start(t.Context()))

	issue(t, c, silent)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status of CMD0", sdhci.NormalIntStatus, sdhci.CommandComplete)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status of CMD0", sdhci.ErrorIntStatus, 0)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, 0)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after writing zeros", sdhci.NormalIntStatus, sdhci.CommandComplete)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, ^sdhci.CommandComplete)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after writing the other bits", sdhci.NormalIntStatus, sdhci.CommandComplete)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after writing a one", sdhci.NormalIntStatus, 0)

	issue(t, c, unanswered)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.NormalInts|sdhci.ErrorInterrupt)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status while there is an error", sdhci.NormalIntStatus, sdhci.ErrorInterrupt)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status of CMD8", sdhci.ErrorIntStatus, sdhci.CommandTimeout)
	sdhci.ErrorIntStatus.WriteT(t, c.Regs, ^sdhci.CommandTimeout)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status after writing the other bits", sdhci.ErrorIntStatus, sdhci.CommandTimeout)
	sdhci.ErrorIntStatus.WriteT(t, c.Regs, sdhci.CommandTimeout)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status after writing a one", sdhci.ErrorIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after the error", sdhci.NormalIntStatus, 0)
	t.Must(c.Reset(t.Context(), sdhci.ResetCMD))

	issue(t, c, silent)
	t.Must(c.Reset(t.Context(), sdhci.ResetCMD))
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after a reset of the command circuit", sdhci.NormalIntStatus, 0)

	sdhci.NormalIntStatusEnable.WriteT(t, c.Regs, sdhci.NormalInts&^sdhci.CommandComplete)
	sdhci.ErrorIntStatusEnable.WriteT(t, c.Regs, sdhci.ErrorInts&^sdhci.CommandTimeout)
	issue(t, c, silent)
	issue(t, c, unanswered)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status, not enabled", sdhci.NormalIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status, not enabled", sdhci.ErrorIntStatus, 0)
}

// interruptLine checks that the controller interrupts only for a pending status
// that is enabled as a signal (sections 2.2.21, 2.2.22 and 2.2.33).
func interruptLine(t *run.T, c *sdhci.Controller) {
	t.Must(c.Start(t.Context()))
	issue(t, c, silent)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status of CMD0", sdhci.NormalIntStatus, sdhci.CommandComplete)
	line(t, c, "with no signal enabled", false)
	sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, sdhci.NormalInts&^sdhci.CommandComplete)
	line(t, c, "with other signals enabled", false)
	sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, sdhci.CommandComplete)
	line(t, c, "once the signal is enabled", true)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete)
	line(t, c, "once the status is cleared", false)

	count := c.Line.Count()
	issue(t, c, silent)
	line(t, c, "of a command", true)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete)
	line(t, c, "of a command, cleared", false)
	if got := c.Line.Count() - count; got != 1 {
		t.Errorf("got %d interrupts of a command, want 1", got)
	}

	sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, 0)
	sdhci.ErrorIntSignalEnable.WriteT(t, c.Regs, sdhci.CommandTimeout)
	issue(t, c, unanswered)
	line(t, c, "of an error", true)
	sdhci.ErrorIntStatus.WriteT(t, c.Regs, sdhci.CommandTimeout)
	line(t, c, "of an error, cleared", false)
}

// line checks the level of the interrupt line, at the machine's interrupt
// controller and in the controller's own register.
func line(t *run.T, c *sdhci.Controller, when string, raised bool) {
	t.Helper()
	var want uint16 // slot 1 is bit 0
	if raised {
		want = 1
	}
	reg.ExpectT(t, c.Regs, "Slot Interrupt Status "+when, sdhci.SlotInterruptStatus, want)
	if got := c.Line.Raised(); got != raised {
		t.Errorf("interrupt line %s: raised is %v, want %v", when, got, raised)
	}
}

// emptySlot checks the driver's errors for commands without a card.
func emptySlot(t *run.T, c *sdhci.Controller) {
	t.Must(c.Start(t.Context()))
	if _, err := c.Command(t.Context(), sd.GoIdleState()); err != nil {
		t.Errorf("without a card: %v, want no error: the command needs no answer", err)
	}
	for _, cmd := range []sd.Command{sd.SendIfCond(1, 0xaa), sd.AllSendCID(), sd.SelectCard(1)} {
		if _, err := c.Command(t.Context(), cmd); !errors.Is(err, sdhci.CommandTimeout) {
			t.Errorf("%v without a card: %v, want %v", cmd, err, sdhci.CommandTimeout)
		}
	}
}
