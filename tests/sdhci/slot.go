package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// slot is the controller's card slot, seen from outside the machine.
type slot struct {
	qmp    *qmp.Client
	device string // QOM path of the card
}

// openSlot finds the slot.
func openSlot(t *run.T) *slot {
	t.Helper()
	type block struct {
		Device string `json:"device"`
		QDev   string `json:"qdev"`
	}
	q := t.QEMU().QMP()
	drive, err := t.Env.Backend(sdhci.Slot)
	t.Must(err)
	blocks, err := qmp.Execute[[]block](t.Context(), q, "query-block", qmp.NoArgs{})
	t.Must(err)
	for _, b := range blocks {
		if b.Device == drive.ID {
			return &slot{q, b.QDev}
		}
	}
	t.Fatalf("no drive %q in %+v", drive.ID, blocks)
	return nil
}

// insert puts a card with the content of a file into the slot.
func (s *slot) insert(ctx context.Context, file string) error {
	_, err := qmp.Execute[qmp.Empty](ctx, s.qmp, "blockdev-change-medium", qmp.Args{
		"id": s.device, "filename": file, "format": "raw",
	})
	if err != nil {
		return fmt.Errorf("insert card %s: %w", file, err)
	}
	return nil
}

// remove removes the card; its file then has the written data.
func (s *slot) remove(ctx context.Context) error {
	_, err := qmp.Execute[qmp.Empty](ctx, s.qmp, "eject", qmp.Args{"id": s.device, "force": true})
	if err != nil {
		return fmt.Errorf("remove card: %w", err)
	}
	return nil
}

// insertion checks that the controller reports insertions and removals (section
// 3.1 "SD Card Detection"), and that a removal turns off power and clock
// (sections 2.2.11 and 2.2.14).
func insertion(t *run.T, c *sdhci.Controller, s *slot) {
	const file = "detected.img"
	newImage(t, file, 1<<20)
	for _, step := range []struct {
		name    string
		change  func(context.Context) error
		status  sdhci.NormalInt
		present sdhci.Present
	}{
		{"an insertion", func(ctx context.Context) error { return s.insert(ctx, file) }, sdhci.CardInsertion, withCard},
		{"a removal", s.remove, sdhci.CardRemoval, noCard},
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
