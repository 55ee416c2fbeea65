package run

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// FarEnd returns the far end of a backend, made by attach. It is closed at the end of the
// path. When the machine moves to another QEMU, the value becomes the far end there.
func FarEnd[T any, P interface {
	*T
	io.Closer
}](env *Env, backend graph.BackendKey, attach func(*Env, graph.BackendKey) (P, error)) (P, error) {
	p, err := attach(env, backend)
	if err != nil {
		return nil, err
	}
	env.AtEnd("close the far end of "+backend.Name(), func(context.Context) error { return p.Close() })
	env.OnMove(func(_ context.Context, to *Env) (func() error, error) {
		moved, err := attach(to, backend)
		if err != nil {
			return nil, err
		}
		return func() error {
			err := p.Close()
			*p = *moved
			return err
		}, nil
	})
	return p, nil
}

// Carry has the streams of migrations pass through this process by carrier, after what the
// test itself does with them.
func (e *Env) Carry(carrier qtest.Through) { e.carrier = carrier }

// carried returns a function through which a stream passes: the test's own one, and then the
// carrier. Each may be nil.
func (e *Env) carried(through qtest.Through) qtest.Through {
	carrier := e.carrier
	switch {
	case through == nil:
		return carrier
	case carrier == nil:
		return through
	}
	return func(to io.Writer, from io.Reader) error {
		r, w := io.Pipe()
		first := make(chan error, 1)
		go func() {
			err := through(w, from)
			w.CloseWithError(err) // nil is the end
			first <- err
		}()
		err := carrier(to, r)
		r.CloseWithError(err)
		return errors.Join(<-first, err)
	}
}

// Migrate moves the machine to the second QEMU of a test of two, as a guest that does
// not notice: the objects that the test has work on that QEMU from then on, as if
// nothing had happened, and so do e and the far ends of backends. Bytes that are under
// way between a far end and its device are lost.
//
// With through, not nil, the stream passes through this process. Only a path that
// another QEMU can take is migrated once: the first QEMU cannot take it back.
func (e *Env) Migrate(ctx context.Context, to *Env, through qtest.Through) error {
	var arrivals []func() error
	prepare := func(ctx context.Context) error {
		for _, move := range e.moves {
			arrive, err := move(ctx, to)
			if err != nil {
				return fmt.Errorf("run: migrate: prepare the destination: %w", err)
			}
			arrivals = append(arrivals, arrive)
		}
		return nil
	}
	if err := e.QEMU.Migrate(ctx, to.QEMU, prepare, e.carried(through)); err != nil {
		return err
	}
	e.QEMU, e.Dir, e.command, e.peers = to.QEMU, to.Dir, to.command, to.peers
	for _, arrive := range arrivals {
		if err := arrive(); err != nil {
			return fmt.Errorf("run: migrate: after the arrival: %w", err)
		}
	}
	return nil
}
