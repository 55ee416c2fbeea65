package qtest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultWaitTimeout is how long Poll goes on where ctx says nothing else and has no nearer deadline.
const DefaultWaitTimeout = 30 * time.Second

// PollStep is how far Poll moves the virtual clock between two attempts.
//
// Each step is a round trip, which gives QEMU's main loop the real time in which files, sockets and its worker threads
// move on; a round trip takes some 30 µs. So virtual time goes a few times faster than real time and Poll cannot run it
// more than some minutes ahead before its deadline. A device that takes seconds of virtual time is better served by
// ClockStep.
const PollStep = 100 * time.Microsecond

// Clock is the virtual clock that Poll steps. *QEMU and *Conn are one.
type Clock interface {
	ClockStep(ctx context.Context, d time.Duration) (now time.Duration, err error)
}

type waitTimeoutKey struct{}

// WithWaitTimeout returns a context in which Poll waits for up to d instead of DefaultWaitTimeout: a person with a debugger
// takes his time.
func WithWaitTimeout(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, waitTimeoutKey{}, d)
}

// Poll calls done, and steps the virtual clock by PollStep, until done says true or an error. It waits until ctx's
// deadline, or DefaultWaitTimeout (see WithWaitTimeout) if that is nearer; the error then is a *TimeoutError that names what.
// The context given to done has that deadline.
func Poll(ctx context.Context, q Clock, what string, done func(context.Context) (bool, error)) error {
	start := time.Now()
	limit, ok := ctx.Value(waitTimeoutKey{}).(time.Duration)
	if !ok {
		limit = DefaultWaitTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for steps := 0; ; steps++ {
		ok, err := attempt(ctx, q, done)
		switch {
		case ok:
			return nil
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		case ctx.Err() != nil: // seen here even if neither done nor the clock looks at ctx
			detail := fmt.Sprintf("the virtual clock went %v ahead in %d steps", time.Duration(steps)*PollStep, steps)
			if err != nil && err != ctx.Err() {
				detail += "; the last attempt: " + err.Error()
			}
			return &TimeoutError{Channel: "qtest", Awaited: what, After: time.Since(start), Detail: detail}
		case err != nil: // a command's own limit is nearer than ctx's
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		}
	}
}

// attempt asks done once and, if it is not done, steps the clock.
func attempt(ctx context.Context, q Clock, done func(context.Context) (bool, error)) (bool, error) {
	ok, err := done(ctx)
	if ok || err != nil {
		return ok && err == nil, err
	}
	_, err = q.ClockStep(ctx, PollStep)
	return false, err
}
