package sdhci

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// openSlot finds the slot.
func openSlot(t *run.T) *sd.Medium {
	t.Helper()
	m, err := sd.FindSlot(t.Context(), t.Env)
	t.Must(err)
	return m
}

// insertion checks that the controller reports insertions and removals (section
// 3.1 "SD Card Detection"), and that a removal turns off power and clock
// (sections 2.2.11 and 2.2.14).
func insertion(t *run.T, c *sdhci.Controller, s *sd.Medium) {
	const file = "detected.img"
	newImage(t, file, 1<<20)
	for _, step := range []struct {
		name    string
		change  func(context.Context) error
		status  sdhci.NormalInt
		present sdhci.Present
	}{
		{"an insertion", func(ctx context.Context) error { return s.Insert(ctx, file) }, sdhci.CardInsertion, withCard},
		{"a removal", s.Remove, sdhci.CardRemoval, noCard},
	} {
		t.Must(c.Start(t.Context()))
		sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, step.status)
		t.Must(step.change(t.Context()))
		reg.ExpectT(t, c.Regs, "Normal Interrupt Status after "+step.name, sdhci.NormalIntStatus, step.status)
		reg.ExpectT(t, c.Regs, "Present State after "+step.name, sdhci.PresentState, step.present)
		line(t, c, "after "+step.name, true)
		sdhci.NormalIntStatus.WriteT(t, c.Regs, step.status)
		line(t, c, "after "+step.name+", cleared", false)
	}
	if clock := sdhci.ClockControl.ReadT(t, c.Regs); clock&sdhci.SDClockEnable != 0 {
		t.Errorf("Clock Control after a removal = %v, want no SD clock", clock)
	}
	if !c.Model.NoPowerControl {
		reg.ExpectT(t, c.Regs, "Power Control after a removal", sdhci.PowerControl, c.Model.Capabilities.Voltage())
	}
}
