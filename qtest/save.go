package qtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Save writes the state of the machine to w, in the format of a migration (QMP getfd and migrate). The machine is stopped
// while it is saved, and runs again afterwards if it did before.
func (q *QEMU) Save(ctx context.Context, w io.Writer) error {
	type status struct {
		Running bool `json:"running"`
	}
	before, err := qmp.Execute[status](ctx, q.qmp, "query-status", qmp.NoArgs{})
	if err != nil {
		return fmt.Errorf("qtest: save: %w", err)
	}
	err = q.carry(ctx, "source", "migrate", func(ours *os.File) error {
		_, err := io.Copy(w, ours)
		return err
	})
	if err != nil || !before.Running {
		return err
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, q.qmp, "cont", qmp.NoArgs{}); err != nil {
		return fmt.Errorf("qtest: save: let the machine run again: %w", err)
	}
	return nil
}

// Load gives the machine the state that r has until its end (QMP getfd and migrate-incoming). QEMU was started with -incoming
// defer, and otherwise as the one that saved the state. The machine runs then. If QEMU refuses the state, it exits, and the
// error says why.
func (q *QEMU) Load(ctx context.Context, r io.Reader) error {
	return q.carry(ctx, "destination", "migrate-incoming", func(ours *os.File) error {
		_, err := io.Copy(ours, r)
		return errors.Join(err, ours.Close()) // QEMU sees the end
	})
}

// carry runs the command of one end of a migration, while copy carries the stream.
func (q *QEMU) carry(ctx context.Context, what, command string, copy func(ours *os.File) error) error {
	s, err := newStream(true)
	if err != nil {
		return fmt.Errorf("qtest: migrate: %w", err)
	}
	e := migrationEnd{q: q, what: what}
	if err := e.begin(ctx, s.theirs); err != nil {
		closeAll(s)
		return err
	}
	defer e.events.Close()
	closeAll(stream{theirs: s.theirs})
	carried := make(chan error, 1)
	go func() {
		err := copy(s.ours)
		carried <- err
		if err != nil {
			s.ours.Close() // QEMU is not to wait
		}
	}()
	if _, err = qmp.Execute[qmp.Empty](ctx, q.qmp, command, qmp.Args{"uri": MigrationURI}); err != nil {
		err = fmt.Errorf("qtest: migrate: %w", err)
	} else {
		err = e.await(ctx)
	}
	if err != nil {
		select {
		case cause := <-carried:
			err = errors.Join(cause, err)
		default:
			closeAll(s)
			err = errors.Join(err, <-carried)
		}
		return err
	}
	defer closeAll(s)
	return carriedOf(ctx, carried)
}
