package block

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Tray is the tray of a CD drive, as the host sees it (QEMU 11.1, QEMU QMP Reference Manual,
// blockdev-open-tray and DEVICE_TRAY_MOVED). A drive without a tray, as one for floppy disks, has no
// movements.
type Tray struct {
	id      string
	monitor *qmp.Client
	events  *qmp.Subscription
}

const moved = "DEVICE_TRAY_MOVED"

// WatchTray returns the tray of the device with that id, or path, and sees its movements from now on.
func WatchTray(monitor *qmp.Client, id string) *Tray {
	return &Tray{id, monitor, monitor.Subscribe(moved)}
}

// Close ends the watch.
func (t *Tray) Close() { t.events.Close() }

// Do executes a command of QMP on the drive, with more arguments.
func (t *Tray) Do(ctx context.Context, command string, more map[string]any) error {
	args := map[string]any{"id": t.id}
	for k, v := range more {
		args[k] = v
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, t.monitor, command, args); err != nil {
		return fmt.Errorf("block: %w", err)
	}
	return nil
}

// ErrMovement is the error for a tray that moved otherwise than expected.
var ErrMovement = errors.New("another movement of a tray")

// Moved waits for the next movement, which must be that the tray opens, or closes.
func (t *Tray) Moved(ctx context.Context, open bool) error {
	e, err := t.events.WaitEvent(ctx, moved, nil)
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	got, err := qmp.DecodeEvent[struct {
		ID   string `json:"id"`
		Open bool   `json:"tray-open"`
	}](e)
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	if got.ID != t.id || got.Open != open {
		return fmt.Errorf("block: tray of %s, open %t, want that of %s, open %t: %w", got.ID, got.Open, t.id, open, ErrMovement)
	}
	return nil
}
