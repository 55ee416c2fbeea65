package block

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Operation is a kind of request to a drive.
type Operation string

// Operations that can fail.
const (
	Read  Operation = "read"
	Write Operation = "write"
	Flush Operation = "flush"
)

// Fault is a failure of a drive, which happens once: the next operation of a kind on a sector of 512
// bytes fails with EIO. A flush has no sector.
type Fault struct {
	Operation Operation
	Sector    int64
}

// Failing is a drive like [File] that has these faults (QEMU 11.1, QEMU QMP Reference Manual,
// "BlkdebugInjectErrorOptions").
func Failing(size int64, faults ...Fault) graph.Backend {
	b := graph.Backend{
		Kind: graph.Blockdev,
		Type: "blkdebug",
		Props: []graph.Prop{
			graph.P("image.driver", "file"),
			{Name: "image.filename", Value: graph.File()},
		},
		File: size,
	}
	for i, f := range faults {
		rule := fmt.Sprintf("inject-error.%d.", i)
		b.Props = append(b.Props, graph.P(rule+"event", "none"), graph.P(rule+"once", "on"), graph.P(rule+"iotype", string(f.Operation)))
		if f.Operation != Flush {
			b.Props = append(b.Props, graph.Prop{Name: rule + "sector", Value: graph.Int(f.Sector)})
		}
	}
	return b
}

// ErrNotPaused is the error for a machine that stopped for another reason than an error of a drive.
var ErrNotPaused = errors.New("not stopped by an error of a drive")

// Pause calls request, which meets a fault of a drive whose device has "rerror=stop" or "werror=stop",
// and waits until the machine has stopped because of it (QEMU 11.1, QEMU QMP Reference Manual,
// "RunState", io-error).
func Pause(ctx context.Context, monitor *qmp.Client, request func() error) error {
	events := monitor.Subscribe("STOP")
	defer events.Close()
	if err := request(); err != nil {
		return err
	}
	if _, err := events.WaitEvent(ctx, "STOP", nil); err != nil {
		return fmt.Errorf("block: %w", err)
	}
	s, err := qmp.Execute[struct {
		Status string `json:"status"`
	}](ctx, monitor, "query-status", qmp.NoArgs{})
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	if want := "io-error"; s.Status != want {
		return fmt.Errorf("block: the machine is %q, want %q: %w", s.Status, want, ErrNotPaused)
	}
	return nil
}

// Continue has the machine go on, and its devices repeat what has failed.
func Continue(ctx context.Context, monitor *qmp.Client) error {
	if _, err := qmp.Execute[qmp.Empty](ctx, monitor, "cont", qmp.NoArgs{}); err != nil {
		return fmt.Errorf("block: %w", err)
	}
	return nil
}
