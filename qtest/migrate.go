package qtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/qgraph/qgraph/qtest/qmp"
	"golang.org/x/sys/unix"
)

// Through carries the stream of a migration from one QEMU to the other, and may look at it or change it. It returns when
// from ends, or with an error.
type Through func(to io.Writer, from io.Reader) error

// streamName is the name of the descriptor that QEMU is given (QEMU, docs/devel/migration/main.rst, "Transports": fd).
const streamName = "qgraph-migration"

// MigrationURI is the address of the stream in the QMP commands of a migration.
const MigrationURI = "fd:" + streamName

// Migrate moves the machine to another QEMU, which was started with -incoming defer and otherwise the same options, over a
// pair of sockets (QMP getfd, migrate-incoming and migrate). It returns when both report that the migration is complete:
// the machine runs on the other QEMU. The virtual clock of the qtest accelerator is not a part of the machine, so the
// other QEMU's is set to the same time before.
//
// The function prepare, if not nil, is called once the clock is set and before the machine moves. With through, not nil,
// the stream passes through this process; through has returned when Migrate does, unless ctx has ended. If the other QEMU
// refuses the stream, it exits, and the error is its *ExitError.
func (q *QEMU) Migrate(ctx context.Context, to *QEMU, prepare func(context.Context) error, through Through) error {
	if err := q.clockOf(ctx, to); err != nil {
		return err
	}
	if prepare != nil {
		if err := prepare(ctx); err != nil {
			return err
		}
	}
	out, in, err := streams(through != nil)
	if err != nil {
		return fmt.Errorf("qtest: migrate: %w", err)
	}
	defer closeAll(out, in)
	ends := [2]*migrationEnd{{q: q, what: "source"}, {q: to, what: "destination", ends: true}}
	for i, e := range ends {
		if err := e.begin(ctx, [2]*os.File{out.theirs, in.theirs}[i]); err != nil {
			return err
		}
		defer e.events.Close()
	}
	closeAll(stream{theirs: out.theirs}, stream{theirs: in.theirs})
	carried := make(chan error, 1)
	if through != nil {
		go func() {
			err := through(in.ours, out.ours)
			carried <- errors.Join(err, in.ours.Close()) // the destination sees the end
		}()
	} else {
		carried <- nil
	}
	uri := qmp.Args{"uri": MigrationURI}
	for i, command := range []string{"migrate-incoming", "migrate"} {
		if _, err := qmp.Execute[qmp.Empty](ctx, ends[1-i].q.qmp, command, uri); err != nil {
			closeAll(out, in)
			_ = carriedOf(ctx, carried) // an error because of this one
			return fmt.Errorf("qtest: migrate: %w", err)
		}
	}
	// A destination that refuses the stream says why; the source then only knows that the stream broke.
	if err := ends[1].await(ctx); err != nil {
		_ = carriedOf(ctx, carried)
		return err
	}
	if err := ends[0].await(ctx); err != nil {
		_ = carriedOf(ctx, carried)
		return err
	}
	return carriedOf(ctx, carried)
}

// carriedOf waits until the stream has passed through this process.
func carriedOf(ctx context.Context, carried <-chan error) (err error) {
	select {
	case err = <-carried:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("qtest: migrate: carry the stream: %w", err)
	}
	return nil
}

// clockOf sets the clock of another QEMU to the time of this one. A clock that runs by itself is a part of the machine.
func (q *QEMU) clockOf(ctx context.Context, to *QEMU) error {
	if q.realTime || to.realTime {
		return nil
	}
	ctx = context.WithValue(ctx, waitKey{}, true) // not a step of the test's
	now, err := q.ClockStep(ctx, 1)               // there is no request that only reads the clock
	if err == nil {
		_, err = to.ClockSet(ctx, now)
	}
	if err != nil {
		return fmt.Errorf("qtest: migrate: set the clock of the destination: %w", err)
	}
	return nil
}

// migrationEnd is one of the two QEMUs of a migration.
type migrationEnd struct {
	q      *QEMU
	what   string
	ends   bool // with a migration that fails
	events *qmp.Subscription
}

// refusalTimeout is the time that a QEMU has to end after it refused a machine.
const refusalTimeout = 5 * time.Second

// begin gives QEMU its end of the stream, and has it report what becomes of the migration.
func (e *migrationEnd) begin(ctx context.Context, file *os.File) error {
	type capability struct {
		Capability string `json:"capability"`
		State      bool   `json:"state"`
	}
	e.events = e.q.qmp.Subscribe("MIGRATION")
	err := func() error {
		arguments := qmp.Args{"capabilities": []capability{{"events", true}}}
		if _, err := qmp.Execute[qmp.Empty](ctx, e.q.qmp, "migrate-set-capabilities", arguments); err != nil {
			return err
		}
		_, err := qmp.ExecuteWithFiles[qmp.Empty](ctx, e.q.qmp, "getfd", qmp.Args{"fdname": streamName}, file)
		return err
	}()
	if err != nil {
		e.events.Close()
		return fmt.Errorf("qtest: migrate: prepare the %s: %w", e.what, err)
	}
	return nil
}

// await waits for the end of the migration.
func (e *migrationEnd) await(ctx context.Context) error {
	type status struct {
		Status string `json:"status"`
	}
	start := time.Now()
	last := "none"
	for {
		event, err := e.events.WaitEvent(ctx, "MIGRATION", nil)
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("qtest: migrate: %w", &TimeoutError{
				Channel: e.what, Awaited: "the migration to complete (status " + last + ")", After: time.Since(start),
			})
		}
		if err != nil {
			return fmt.Errorf("qtest: migrate: the %s: %w", e.what, err)
		}
		data, err := qmp.DecodeEvent[status](event)
		if err != nil {
			return fmt.Errorf("qtest: migrate: the %s: %w", e.what, err)
		}
		last = data.Status
		switch {
		case last == "completed":
			return nil
		case slices.Contains([]string{"failed", "cancelled"}, last):
			return e.failed(ctx, last)
		}
	}
}

// failed returns the error of a migration that ended with that status. It has the reason as far as QEMU knows it. A
// destination ends with it.
func (e *migrationEnd) failed(ctx context.Context, status string) error {
	type info struct {
		Description string `json:"error-desc"`
	}
	said := fmt.Sprintf("qtest: migrate: the %s reports %q", e.what, status)
	answer, err := qmp.Execute[info](ctx, e.q.qmp, "query-migrate", qmp.NoArgs{})
	if err == nil && e.ends {
		select {
		case <-e.q.done:
			err = e.q.Err()
		case <-time.After(refusalTimeout):
		case <-ctx.Done():
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", said, err)
	case answer.Description != "":
		return fmt.Errorf("%s: %s", said, answer.Description)
	}
	return errors.New(said)
}

// stream is a direction of the stream: QEMU's end, and this process's if the stream passes through it.
type stream struct{ theirs, ours *os.File }

// streams returns the source's and the destination's ends of the stream.
func streams(through bool) (out, in stream, err error) {
	if !through {
		direct, err := newStream(false)
		return stream{theirs: direct.theirs}, stream{theirs: direct.ours}, err
	}
	if out, err = newStream(true); err != nil {
		return out, in, err
	}
	if in, err = newStream(true); err != nil {
		closeAll(out)
	}
	return out, in, err
}

// newStream returns a pair of sockets. With through, this process uses its end.
func newStream(through bool) (s stream, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return s, fmt.Errorf("socketpair: %w", err)
	}
	if through {
		err = unix.SetNonblock(fds[1], true) // so that a close ends a read
	}
	s = stream{theirs: os.NewFile(uintptr(fds[0]), "migration"), ours: os.NewFile(uintptr(fds[1]), "migration")}
	if err != nil {
		closeAll(s)
	}
	return s, err
}

// closeAll closes what is open of streams.
func closeAll(streams ...stream) {
	for _, s := range streams {
		for _, f := range []*os.File{s.theirs, s.ours} {
			if f != nil {
				f.Close() // some are closed already
			}
		}
	}
}
