package sd

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Medium is the medium in the card's slot, seen from outside the machine (QEMU 11.1, QEMU QMP Reference Manual,
// blockdev-change-medium and eject).
type Medium struct {
	monitor *qmp.Client
	device  string // QOM path of the card
}

// ErrSlot is the error for a machine without the drive of [Slot].
var ErrSlot = errors.New("the machine has no such drive")

// FindSlot finds the slot.
func FindSlot(ctx context.Context, env *run.Env) (*Medium, error) {
	type block struct {
		Device string `json:"device"`
		QDev   string `json:"qdev"`
	}
	q := env.QEMU.QMP()
	drive, err := env.Backend(Slot)
	if err != nil {
		return nil, fmt.Errorf("sd: slot: %w", err)
	}
	blocks, err := qmp.Execute[[]block](ctx, q, "query-block", qmp.NoArgs{})
	if err != nil {
		return nil, fmt.Errorf("sd: slot: %w", err)
	}
	for _, b := range blocks {
		if b.Device == drive.ID {
			return &Medium{q, b.QDev}, nil
		}
	}
	return nil, fmt.Errorf("sd: slot: %q in %+v: %w", drive.ID, blocks, ErrSlot)
}

// Insert puts a card with the content of a file into the slot. The name is relative to QEMU's working directory.
func (m *Medium) Insert(ctx context.Context, file string) error {
	_, err := qmp.Execute[qmp.Empty](ctx, m.monitor, "blockdev-change-medium", qmp.Args{
		"id": m.device, "filename": file, "format": "raw",
	})
	if err != nil {
		return fmt.Errorf("sd: insert card %s: %w", file, err)
	}
	return nil
}

// Remove removes the card; its file then has the written data.
func (m *Medium) Remove(ctx context.Context) error {
	_, err := qmp.Execute[qmp.Empty](ctx, m.monitor, "eject", qmp.Args{"id": m.device, "force": true})
	if err != nil {
		return fmt.Errorf("sd: remove card: %w", err)
	}
	return nil
}
